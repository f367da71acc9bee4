using System.Collections.Generic;
using System.Linq;
using Cloudburst.Generators.Model;
using Cloudburst.Generators.Text;

namespace Cloudburst.Generators;

public sealed partial class FunctionGenerator
{
    private static partial class Emitter
    {
        /// <summary>Writes what a call brings into a batch, and how a batch runs.</summary>
        private static void WriteBatchInvoker(IndentedWriter writer, NamedFunction function, string suffix)
        {
            var model = function.Model;
            var parts = model.Parameters.Zip(Arguments(model), (parameter, argument) => (parameter, argument)).Where(part => IsOfCall(part.parameter)).ToList();
            var types = parts.Select(part => TypeInBatch(part.parameter)).ToList();
            var item = types.Count == 1 ? types[0] : $"({string.Join(", ", types)})";
            MarkObsolete(writer, model);
            writer.Line($"private static global::System.Threading.Tasks.ValueTask Invoke{function.Token}{suffix}({Invocation}) =>");
            using (writer.Indented())
            {
                var arguments = string.Join(", ", parts.Select(part => part.argument));
                writer.Line($"invocation.JoinBatchAsync<{item}>({(parts.Count == 1 ? arguments : $"({arguments})")}, RunBatchOf{function.Token}{suffix});");
            }
            writer.Line();
            MarkObsolete(writer, model);
            var isAsync = model.IsAwaited ? "async " : "";
            using var _ = writer.Block(
                $"private static {isAsync}global::System.Threading.Tasks.ValueTask RunBatchOf{function.Token}{suffix}(global::Cloudburst.InvocationBatch<{item}> batch)");
            var receiver = model.Class is null ? model.Type.FullName : $"(({model.Type.FullName})batch.Instance)";
            var call = $"var results = {(model.IsAwaited ? "await " : "")}{receiver}.{Identifiers.Escape(model.Method)}(";
            writer.Items(call, BatchArguments(model, parts.Count).ToList(), model.IsAwaited ? ").ConfigureAwait(false);" : ");");
            writer.Line($"batch.{(model.Batch!.HasOutcomes ? "SetOutcomes" : "SetResults")}<{model.Result}>(results);");
            if (!model.IsAwaited)
                writer.Line("return default;");
        }

        private static IEnumerable<string> BatchArguments(FunctionModel model, int parts)
        {
            var place = 0;
            foreach (var parameter in model.Parameters)
            {
                yield return parameter.Kind switch
                {
                    ParameterKind.Token => "batch.CancellationToken",
                    ParameterKind.Service => Service(parameter, "batch.Services", $"Function '{model.Name}'"),
                    _ => $"batch.Select<{TypeInBatch(parameter)}>(static call => call{(parts == 1 ? "" : $".Item{Number(++place)}")})",
                };
            }
        }

        // The others are the same for all calls.
        private static bool IsOfCall(ParameterModel parameter) => parameter.Kind is not (ParameterKind.Token or ParameterKind.Service);

        private static string TypeInBatch(ParameterModel parameter) => parameter.Kind == ParameterKind.Reference ? $"global::Cloudburst.Ref<{parameter.Type}>" : parameter.Type;

        // An obsolete function may be called without a complaint, or an error, only by what is obsolete too.
        private static void MarkObsolete(IndentedWriter writer, FunctionModel model)
        {
            if (model.Obsolete is not null)
                writer.Line("[global::System.Obsolete]");
        }
    }
}
