using System.Text;
using Cloudburst.Aspire.Kubernetes.Manifests;

namespace Cloudburst.Aspire.Kubernetes;

/// <summary>The text that says how to use a folder of manifests.</summary>
internal static class Readme
{
    public static string Of(ClusterPlan plan)
    {
        var options = plan.Options;
        var inNamespace = options.Namespace is { } name ? $" -n {name}" : "";
        var text = new StringBuilder();
        text.Append($"Kubernetes manifests of the Cloudburst cluster '{plan.Name}'\n\n");
        text.Append("1. Images. Build these and push them where the cluster can pull them:\n");
        text.Append($"     {options.NodeImage}   (Cloudburst.Node: KVS, scheduler, cache)\n");
        foreach (var functions in plan.Functions)
            text.Append($"     {functions.Image}   (your functions project)\n");
        text.Append("   'dotnet publish -t:PublishContainer -p:ContainerRegistry=<registry>' makes and pushes one without Docker.\n");
        text.Append("   Other names: the configuration keys Cloudburst:Kubernetes:NodeImage and Cloudburst:Kubernetes:FunctionsImages:<project>.\n\n");

        text.Append("2. Secrets.\n");
        if (options.KvsPasswordSecret is { } secret)
        {
            text.Append("   The KVS password is read from your own secret. If it is not there yet:\n");
            text.Append($"     kubectl{inNamespace} create secret generic {secret} --from-literal={Names.PasswordKey}=<password>\n");
        }
        else
        {
            text.Append($"   {ClusterManifests.SecretFile} holds a random KVS password. Do not commit it (.gitignore leaves it out). Publishing again keeps it.\n");
        }

        foreach (var functions in plan.Functions.Where(functions => functions.Variables.Any(variable => variable.Value is null)))
        {
            text.Append($"   The executors of '{functions.Name}' also need the secret {Names.FunctionsSecret(plan, functions)}, with what the app host's references stand for:\n");
            text.Append($"     kubectl{inNamespace} create secret generic {Names.FunctionsSecret(plan, functions)}");
            foreach (var variable in functions.Variables.Where(variable => variable.Value is null))
                text.Append($" \\\n       --from-literal={variable.Name}=<{variable.Source}>");
            text.Append('\n');
        }

        text.Append("\n3. Apply, and wait until everything is ready:\n");
        text.Append("     kubectl apply -f .\n");
        text.Append($"     kubectl{inNamespace} get pods -l app.kubernetes.io/instance={plan.Name} --watch\n\n");
        text.Append("4. Call. From inside the cluster, a client connects to\n");
        text.Append($"     http://{Names.Scheduler(plan)}:{Names.GrpcPort}\n");
        text.Append("   From your own machine:\n");
        text.Append($"     kubectl{inNamespace} port-forward service/{Names.Scheduler(plan)} {Names.GrpcPort}:{Names.GrpcPort}\n\n");
        text.Append("5. Scale. More nodes (a cache and its executors each):\n");
        foreach (var functions in plan.Functions)
            text.Append($"     kubectl{inNamespace} scale statefulset {Names.Functions(plan, functions)} --replicas={functions.Nodes + 1}\n");
        text.Append("   KVS nodes and schedulers are named in the others' environment: change their number in the app host and publish again.\n");
        return text.ToString();
    }
}
