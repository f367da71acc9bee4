using System;
using System.Collections.Generic;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>Types of the framework whose objects have no meaning elsewhere.</summary>
internal static class UnfitTypes
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "System.Type", "System.Reflection.MemberInfo", "System.Reflection.Assembly", "System.IntPtr", "System.UIntPtr", "System.IO.Stream", "System.IO.TextReader", "System.IO.TextWriter",
        "System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask", "System.Threading.CancellationTokenSource", "System.Threading.Thread", "System.Threading.Timer",
        "System.Threading.WaitHandle", "System.Threading.SemaphoreSlim", "System.Threading.Lock", "System.Lazy", "System.IServiceProvider", "System.Net.Http.HttpMessageInvoker",
        "System.Data.Common.DbConnection", "System.Data.Common.DbCommand", "System.Linq.Expressions.Expression", "System.Linq.IQueryable", "System.Collections.Generic.IAsyncEnumerable",
        "System.Collections.Generic.IEnumerator", "System.Collections.IEnumerator", "System.Text.Json.Utf8JsonWriter", "Microsoft.Extensions.Logging.ILogger",
        "Microsoft.Extensions.Logging.ILoggerFactory",
    };

    /// <summary>Whether a type is one of them, or derives from one.</summary>
    public static bool IsUnfit(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Delegate)
            return true;
        for (var link = type; link is not null; link = link.BaseType)
        {
            if (Names.Contains($"{TypeNames.Namespace(link.ContainingNamespace)}.{link.Name}"))
                return true;
        }
        return false;
    }
}
