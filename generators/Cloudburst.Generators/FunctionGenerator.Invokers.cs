using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Cloudburst.Generators.Model;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Generators;

public sealed partial class FunctionGenerator
{
    private static partial class Emitter
    {
        private const string InvokersNamespace = "Cloudburst.Generated";
        private const string Invocation = "global::Cloudburst.Invocation invocation";

        /// <summary>A type's descriptors and the code that runs its functions.</summary>
        public static SourceText Invokers(FunctionTypeModel type)
        {
            var writer = GeneratedFile.Start().Namespace(InvokersNamespace);
            writer
                .Line($"/// <summary>Runs the functions of <see cref=\"{type.Type.FullName}\"/>.</summary>")
                .Generated()
                .Hidden();
            using (writer.Block($"internal static class {type.InvokersName}"))
            {
                var suffix = FreeSuffix(type);
                var owner = type.Functions.Select(function => function.Model.Class).FirstOrDefault(found => found is not null);
                if (owner is not null)
                    WriteClass(writer, type, owner, suffix);
                var isFirst = owner is null;
                foreach (var function in type.Functions)
                {
                    if (!isFirst)
                        writer.Line();
                    isFirst = false;
                    WriteDescriptor(writer, function, suffix);
                    writer.Line();
                    if (function.Model.Batch is null)
                        WriteInvoker(writer, function, suffix);
                    else
                        WriteBatchInvoker(writer, function, suffix);
                    if (function.Model.Parameters.Any(parameter => parameter.Kind == ParameterKind.State))
                    {
                        writer.Line();
                        WriteKeys(writer, function, suffix);
                    }
                    if (HoldsReferences(function.Model))
                    {
                        writer.Line();
                        WriteReferences(writer, function, suffix);
                    }
                }
            }
            return writer.ToSourceText();
        }

        // Before the descriptors, as static fields are set in the order of the text.
        private static void WriteClass(IndentedWriter writer, FunctionTypeModel type, ClassModel owner, string suffix)
        {
            var name = type.Type.FullName.Replace("global::", "");
            var create = "Create" + suffix;
            var warmsUp = owner.WarmsUp ? " { WarmsUp = true }" : "";
            writer.Line($"private static readonly global::Cloudburst.FunctionClass Class{suffix} = new({Identifiers.Literal(name)}, {create}){warmsUp};");
            writer.Line();
            var arguments = owner.Services
                .Select(parameter => $"{Identifiers.Escape(parameter.Name)}: {Service(parameter, "services", $"The constructor of '{name}'")}")
                .ToList();
            using var _ = writer.Block($"private static object {create}(global::System.IServiceProvider services)");
            if (arguments.Count == 0)
            {
                writer.Line($"return new {type.Type.FullName}();");
                return;
            }
            writer.Line($"return new {type.Type.FullName}(");
            using var __ = writer.Indented();
            for (var i = 0; i < arguments.Count; i++)
                writer.Line(arguments[i] + (i == arguments.Count - 1 ? ");" : ","));
        }

        private static void WriteDescriptor(IndentedWriter writer, NamedFunction function, string suffix)
        {
            var model = function.Model;
            var wire = model.Parameters.Where(parameter => parameter.IsWire)
                .Select(parameter => $"new({Identifiers.Literal(parameter.Name)}, {Identifiers.Literal(parameter.Contract)})");
            var hasKeys = model.Parameters.Any(parameter => parameter.Kind == ParameterKind.State);
            writer.Line($"/// <summary>Describes <c>{model.Name}</c>.</summary>");
            var options = Options(function, suffix).ToList();
            var end = options.Count == 0 ? ");" : ")";
            writer.Line($"public static readonly global::Cloudburst.FunctionDescriptor {Identifiers.Escape(function.Token)} = new(");
            using (writer.Indented())
            {
                writer.Line($"{Identifiers.Literal(model.Name)},");
                writer.Line($"[{string.Join(", ", wire)}],");
                writer.Line(model.ResultContract is null ? "null," : $"{Identifiers.Literal(model.ResultContract)},");
                writer.Line(hasKeys ? $"Invoke{function.Token}{suffix}," : $"Invoke{function.Token}{suffix}{end}");
                if (hasKeys)
                    writer.Line($"KeysOf{function.Token}{suffix}{end}");
            }
            if (options.Count == 0)
                return;
            writer.Line("{");
            using (writer.Indented())
            {
                foreach (var option in options)
                    writer.Line($"{option},");
            }
            writer.Line("};");
        }

        private static IEnumerable<string> Options(NamedFunction function, string suffix)
        {
            var model = function.Model;
            if (HoldsReferences(model))
                yield return $"References = ReferencesOf{function.Token}{suffix}";
            if (model.Class is not null)
                yield return $"Class = Class{suffix}";
            if (model.Limits.TimeoutSeconds > 0)
                yield return $"Timeout = global::System.TimeSpan.FromSeconds({model.Limits.TimeoutSeconds.ToString("R", CultureInfo.InvariantCulture)}d)";
            if (model.Limits.MaxConcurrency > 0)
                yield return $"MaxConcurrency = {Number(model.Limits.MaxConcurrency)}";
            if (model.Batch is not null)
                yield return $"MaxBatch = {Number(model.Batch.Most)}";
            if (model.Limits.Resource is not null)
                yield return $"Resource = {Identifiers.Literal(model.Limits.Resource)}";
            if (model.Limits.MemoryMB > 0)
                yield return $"MemoryMB = {Number(model.Limits.MemoryMB)}";
            if (model.Streams)
                yield return "Streams = true";
        }

        private static void WriteInvoker(IndentedWriter writer, NamedFunction function, string suffix)
        {
            var model = function.Model;
            MarkObsolete(writer, model);
            var isAsync = model.IsAwaited ? "async " : "";
            using var _ = writer.Block($"private static {isAsync}global::System.Threading.Tasks.ValueTask Invoke{function.Token}{suffix}({Invocation})");
            var receiver = model.Class is null ? model.Type.FullName : $"(({model.Type.FullName})invocation.Instance)";
            if (model.Streams)
            {
                writer.Items($"return invocation.StreamAsync<{model.Result}>({receiver}.{Identifiers.Escape(model.Method)}(", Arguments(model).ToList(), "));");
                return;
            }
            var target = model.Result is null ? "" : "var result = ";
            var call = $"{target}{(model.IsAwaited ? "await " : "")}{receiver}.{Identifiers.Escape(model.Method)}(";
            writer.Items(call, Arguments(model).ToList(), model.IsAwaited ? ").ConfigureAwait(false);" : ");");
            writer.Line(model.Result is null ? "invocation.SetResult(global::Cloudburst.Unit.Value);" : $"invocation.SetResult<{model.Result}>(result);");
            if (!model.IsAwaited)
                writer.Line("return default;");
        }

        private static IEnumerable<string> Arguments(FunctionModel model)
        {
            var wire = 0;
            var slot = 0;
            foreach (var parameter in model.Parameters)
            {
                yield return parameter.Kind switch
                {
                    ParameterKind.Reference => $"invocation.Reference<{parameter.Type}>({Number(wire++)})",
                    ParameterKind.State => $"invocation.State<{parameter.Type}>({Number(slot++)}){(parameter.AllowsNull ? "" : "!")}",
                    ParameterKind.StateClass => $"new {parameter.Type}(invocation.Context.State)",
                    ParameterKind.Context => "invocation.Context",
                    ParameterKind.Token => "invocation.Context.CancellationToken",
                    ParameterKind.Service => Service(parameter, "invocation.Services", $"Function '{model.Name}'"),
                    _ => $"invocation.Argument<{parameter.Type}>({Number(wire++)})",
                };
            }
        }

        private static string Service(ParameterModel parameter, string services, string whose)
        {
            var found = $"({parameter.Type}?){services}.GetService(typeof({parameter.Type}))";
            if (parameter.AllowsNull)
                return found;
            var message = $"{whose} needs a service of type '{parameter.Type.Replace("global::", "")}' for its parameter '{parameter.Name}', but the host has none; register it with the host's services";
            return $"{found} ?? throw new global::System.InvalidOperationException({Identifiers.Literal(message)})";
        }

        private static void WriteKeys(IndentedWriter writer, NamedFunction function, string suffix)
        {
            var wire = function.Model.Parameters.Where(parameter => parameter.IsWire).ToList();
            var states = function.Model.Parameters.Where(parameter => parameter.Kind == ParameterKind.State).ToList();
            var used = states.SelectMany(state => state.Key).Where(part => part.IsParameter).Select(part => part.Text).Distinct().ToList();
            using var _ = writer.Block($"private static string[] KeysOf{function.Token}{suffix}({Invocation})");
            for (var i = 0; i < wire.Count; i++)
            {
                if (used.Contains(wire[i].Name))
                    writer.Line($"var {Local(wire[i].Name)} = invocation.Argument<{wire[i].Type}>({Number(i)});");
            }
            writer.Line("return");
            writer.Line("[");
            using (writer.Indented())
            {
                foreach (var state in states)
                    writer.Line($"{Key(state)},");
            }
            writer.Line("];");
        }

        private static bool HoldsReferences(FunctionModel model) => model.Parameters.Any(parameter => parameter.HoldsReferences);

        private static void WriteReferences(IndentedWriter writer, NamedFunction function, string suffix)
        {
            MarkObsolete(writer, function.Model);
            using var _ = writer.Block($"private static void ReferencesOf{function.Token}{suffix}({Invocation})");
            var wire = 0;
            foreach (var parameter in function.Model.Parameters.Where(parameter => parameter.IsWire))
            {
                if (parameter.HoldsReferences)
                    writer.Line($"invocation.FindReferences<{parameter.Type}>({Number(wire)});");
                wire++;
            }
        }

        private static string Key(ParameterModel state)
        {
            if (!state.Key.Any(part => part.IsParameter))
                return Identifiers.Literal(string.Concat(state.Key.Select(part => part.Text)));
            var text = string.Concat(state.Key.Select(part => part.IsParameter ? $"{{{Local(part.Text)}}}" : Identifiers.InterpolatedText(part.Text)));
            return $"string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $\"{text}\")";
        }

        // The method's own parameter has this name.
        private static string Local(string name) => name == "invocation" ? "invocation_" : Identifiers.Escape(name);

        // A function may be called like a member of ours. One suffix for all of those, so that they differ from each other as before.
        private static string FreeSuffix(FunctionTypeModel type)
        {
            var tokens = new HashSet<string>(type.Functions.Select(function => function.Token));
            var suffix = "";
            while (tokens.Contains("Class" + suffix) || tokens.Contains("Create" + suffix) || tokens.Any(token => tokens.Contains($"Invoke{token}{suffix}") || tokens.Contains($"KeysOf{token}{suffix}") || tokens.Contains($"ReferencesOf{token}{suffix}") || tokens.Contains($"RunBatchOf{token}{suffix}")))
                suffix += "_";
            return suffix;
        }

        private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
    }
}
