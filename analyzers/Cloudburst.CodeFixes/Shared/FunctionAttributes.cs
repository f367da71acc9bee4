using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>The attribute that makes a method a function, and the name in it.</summary>
internal static class FunctionAttributes
{
    /// <summary>The function attribute of a method.</summary>
    public static AttributeSyntax? Of(MethodDeclarationSyntax? method) => method?.AttributeLists
        .SelectMany(list => list.Attributes)
        .FirstOrDefault(attribute => Simple(attribute.Name) is "CloudburstFunction" or "CloudburstFunctionAttribute");

    /// <summary>Whether one run of the function takes several calls.</summary>
    public static bool TakesBatches(AttributeSyntax attribute) => attribute.ArgumentList?.Arguments.Any(argument => argument.NameEquals?.Name.Identifier.ValueText == "MaxBatch") == true;

    /// <summary>The attribute with this name in it.</summary>
    public static AttributeSyntax WithName(AttributeSyntax attribute, string name)
    {
        var argument = SyntaxFactory.AttributeArgument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name)));
        return attribute.WithArgumentList(SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(argument)));
    }

    /// <summary>The name of a function that is given none: <c>Class.Method</c>.</summary>
    public static string DefaultName(IMethodSymbol method)
    {
        var name = method.Name;
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
            name = $"{type.Name}.{name}";
        return name;
    }

    private static string Simple(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
