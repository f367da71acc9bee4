using System;
using System.Collections.Generic;
using System.Linq;
using Cloudburst.Generators.Model;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Generators;

public sealed partial class FunctionGenerator
{
    /// <summary>Writes the files: here what a user sees of a type's functions, elsewhere the plumbing.</summary>
    private static partial class Emitter
    {
        private const string Client = "global::Cloudburst.ICloudburstClient";
        private const string Task = "global::System.Threading.Tasks.Task";

        /// <summary>A type's tokens and its client.</summary>
        public static SourceText Tokens(FunctionTypeModel type)
        {
            var writer = GeneratedFile.Start().Namespace(type.Type.Namespace);
            using (writer.Types(type.Type.Headers))
                WriteTokens(writer, type);
            writer.Line();
            WriteClient(writer, type);
            writer.Line();
            WriteExtension(writer, type);
            return writer.ToSourceText();
        }

        private static void WriteTokens(IndentedWriter writer, FunctionTypeModel type)
        {
            writer
                .Line($"/// <summary>The functions of <see cref=\"{type.Type.FullName}\"/> as typed tokens: call them through a client, compose them into DAGs.</summary>")
                .Generated();
            using var _ = writer.Block($"{Access(type.HasPublicFunctions)} static class {type.TokensName}");
            var isFirst = true;
            foreach (var (model, token) in type.Functions.Select(function => (function.Model, function.Token)))
            {
                if (!isFirst)
                    writer.Line();
                isFirst = false;
                writer.Summary(model.Summary ?? $"The function <c>{model.Name}</c>.");
                if (model.Summary is not null)
                    writer.Line($"/// <remarks>The function <c>{model.Name}</c>.</remarks>");
                WriteObsolete(writer, model);
                writer.Line($"{Access(model.IsPublic)} static {model.TokenType} {Identifiers.Escape(token)} => new({Identifiers.Literal(model.Name)});");
            }
        }

        private static void WriteClient(IndentedWriter writer, FunctionTypeModel type)
        {
            writer
                .Line($"/// <summary>Calls the functions of <see cref=\"{type.Type.FullName}\"/> from outside.</summary>")
                .Generated();
            using var _ = writer.Block($"{Access(IsClientPublic(type))} readonly struct {type.ClientName}");
            writer.Line($"private readonly {Client} _client;").Line();
            writer.Line("/// <summary>Calls through a client.</summary>");
            using (writer.Block($"public {type.ClientName}({Client} client)"))
                writer.Line("global::System.ArgumentNullException.ThrowIfNull(client);").Line("_client = client;");
            foreach (var function in type.Functions)
                WriteCalls(writer, type, function);
        }

        /// <summary>
        /// The calls of a function. Its arguments may be references and futures; where C# could not write a value in the place of such an argument there are overloads that take values alone, with
        /// the default values of the function.
        /// </summary>
        private static void WriteCalls(IndentedWriter writer, FunctionTypeModel type, NamedFunction function)
        {
            var wire = function.Model.Parameters.Where(parameter => parameter.IsWire).ToList();
            var defaults = DefaultsOf(wire);
            var takesReferences = wire.Any(parameter => !parameter.NeedsValue);
            if (takesReferences)
            {
                WriteCalls(writer, type, function, wire, parameter => parameter.NeedsValue ? parameter.Type : $"global::Cloudburst.Arg<{parameter.Type}>", defaults: 0);
                if (defaults == 0 && !wire.Any(parameter => parameter.IsWrittenInPlace))
                    return;
            }
            WriteCalls(writer, type, function, wire, parameter => parameter.Type, defaults);
        }

        // How many at the end have a default value: what comes after one that may be left out may be left out too.
        private static int DefaultsOf(List<ParameterModel> wire) => wire.AsEnumerable().Reverse().TakeWhile(parameter => parameter.Default is not null).Count();

        private static void WriteCalls(
            IndentedWriter writer, FunctionTypeModel type, NamedFunction function, List<ParameterModel> wire, Func<ParameterModel, string> typeOf, int defaults)
        {
            var model = function.Model;
            var options = FreeName("options", wire);
            var token = FreeName("cancellationToken", wire);
            var parameters = wire
                .Select((parameter, index) => $"{typeOf(parameter)} {Identifiers.Escape(parameter.Name)}{(index >= wire.Count - defaults ? $" = {parameter.Default}" : "")}")
                .Append($"global::Cloudburst.CallOptions? {options} = null")
                .Append($"global::System.Threading.CancellationToken {token} = default")
                .ToList();
            var arguments = string.Join(", ", new[] { wire.Any(parameter => parameter.Name == "_client") ? "this._client" : "_client", $"{type.Type.FullName}.{type.TokensName}.{Identifiers.Escape(function.Token)}" }
                .Concat(wire.Select(Argument))
                .Append(options)
                .Append(token));
            var access = MemberAccess(type, model);
            if (model.Streams)
            {
                writer.Line();
                writer.Summary(model.Summary ?? $"Calls <c>{model.Name}</c> and takes its results as they are produced.");
                WriteObsolete(writer, model, $"/// <inheritdoc cref=\"{Client}.StreamAsync{{TItem}}\" path=\"/exception\"/>");
                writer.Items($"{access} global::System.Collections.Generic.IAsyncEnumerable<{model.Result}> {function.Call}(", parameters, ") =>");
                using (writer.Indented())
                    writer.Line($"global::Cloudburst.CloudburstCalls.StreamAsync({arguments});");
                return;
            }
            var result = model.Result is null ? Task : $"{Task}<{model.Result}>";

            writer.Line();
            writer.Summary(model.Summary ?? $"Calls <c>{model.Name}</c> and waits for it.");
            WriteObsolete(writer, model, $"/// <inheritdoc cref=\"{Client}.CallAsync{{TResult}}\" path=\"/exception\"/>");
            writer.Items($"{access} {result} {function.Call}(", parameters, ") =>");
            using (writer.Indented())
                writer.Line($"global::Cloudburst.CloudburstCalls.CallAsync({arguments});");

            writer.Line();
            writer.Line($"/// <summary>Starts <c>{model.Name}</c>; its result goes to the store.</summary>");
            WriteObsolete(writer, model, $"/// <inheritdoc cref=\"{Client}.StartAsync{{TResult}}\" path=\"/exception\"/>");
            writer.Items($"{access} {Task}<global::Cloudburst.CloudburstFuture<{model.ResultOrUnit}>> {function.Start}(", parameters, ") =>");
            using (writer.Indented())
                writer.Line($"global::Cloudburst.CloudburstCalls.StartAsync({arguments});");
        }

        private static void WriteExtension(IndentedWriter writer, FunctionTypeModel type)
        {
            writer
                .Line($"/// <summary>Adds <see cref=\"{type.Type.FullName}\"/> to every client.</summary>")
                .Generated();
            using var _ = writer.Block($"{Access(IsClientPublic(type))} static class {type.ClientName}Extensions");
            using var __ = writer.Block($"extension({Client} client)");
            writer
                .Line($"/// <summary>Calls the functions of <see cref=\"{type.Type.FullName}\"/>.</summary>")
                .Line($"public {type.ClientName} {Identifiers.Escape(type.Type.JoinedName)} => new(client);");
        }

        // C# converts no interface and no object to Arg<T> by itself.
        private static string Argument(ParameterModel parameter) => parameter.NeedsValue
            ? $"global::Cloudburst.Arg.Of<{parameter.Type}>({Identifiers.Escape(parameter.Name)})"
            : Identifiers.Escape(parameter.Name);

        private static string FreeName(string name, List<ParameterModel> parameters)
        {
            while (parameters.Any(parameter => parameter.Name == name))
                name += "_";
            return name;
        }

        private static void WriteObsolete(IndentedWriter writer, FunctionModel model, string? documentation = null)
        {
            if (documentation is not null)
                writer.Line(documentation);
            if (model.Obsolete is not null)
                writer.Line(model.Obsolete);
        }

        private static bool IsClientPublic(FunctionTypeModel type) => type.Type.IsPublic && type.HasPublicFunctions;

        // In an internal client every member may be public, whatever types it shows.
        private static string MemberAccess(FunctionTypeModel type, FunctionModel model) => Access(model.IsPublic || !IsClientPublic(type));

        private static string Access(bool isPublic) => isPublic ? "public" : "internal";
    }
}
