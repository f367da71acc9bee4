using System.Linq;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Generators;

public sealed partial class FunctionGenerator
{
    private static partial class Emitter
    {
        private const string ListOf = "global::System.Collections.Generic.IReadOnlyList";

        /// <summary>The module that lists an assembly's functions and DAGs.</summary>
        public static SourceText Module(ModuleModel model)
        {
            var writer = GeneratedFile.Start()
                .Line($"[assembly: global::Cloudburst.CloudburstModule(typeof(global::{InvokersNamespace}.{model.Name}))]")
                .Line()
                .Namespace(InvokersNamespace);
            writer
                .Line("/// <summary>Lists the functions and DAGs of this assembly.</summary>")
                .Generated()
                .Hidden();
            using (writer.Block($"public sealed class {model.Name} : global::Cloudburst.FunctionModule"))
            {
                writer
                    .Line("/// <inheritdoc/>")
                    .Line($"public override {ListOf}<global::Cloudburst.FunctionDescriptor> Functions {{ get; }} =")
                    .List(model.Functions.Select(function => function.Descriptor));
                if (model.Dags.Count > 0)
                {
                    writer
                        .Line()
                        .Line("/// <inheritdoc/>")
                        .Line($"public override {ListOf}<global::Cloudburst.Dag> CreateDags() =>")
                        .List(model.Dags);
                }
            }
            return writer.ToSourceText();
        }

        /// <summary>The methods that give this assembly's functions, and those of the assemblies that it references, to a host.</summary>
        public static SourceText Registration(ModuleModel model)
        {
            var writer = GeneratedFile.Start().Namespace(model.Namespace);
            var modules = model.Facts.ReferencedModules.ToList();
            if (model.HasModule)
                modules.Insert(0, $"global::{InvokersNamespace}.{model.Name}");
            writer
                .Line("/// <summary>Adds this project's functions to a host.</summary>")
                .Generated();
            // Without functions it is in the global namespace, where that of another project may be, too.
            using (writer.Block($"{Access(model.HasModule)} static class CloudburstRegistration"))
            {
                for (var i = 0; i < model.Facts.Builders.Count; i++)
                {
                    if (i > 0)
                        writer.Line();
                    writer.Line("/// <summary>Adds the functions and DAGs of this assembly, and of those that it references.</summary>");
                    var builder = model.Facts.Builders[i];
                    using (writer.Block($"public static {builder} AddCloudburstFunctions(this {builder} builder)"))
                    {
                        writer.Line("global::System.ArgumentNullException.ThrowIfNull(builder);");
                        foreach (var module in modules)
                            writer.Line($"builder.AddModule(new {module}());");
                        writer.Line("return builder;");
                    }
                }
            }
            return writer.ToSourceText();
        }
    }
}
