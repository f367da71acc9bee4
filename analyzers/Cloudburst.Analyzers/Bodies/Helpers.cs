using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>
/// What the methods that functions call do. A call is followed when its target is certain and its code is in this compilation: not through interfaces,
/// virtual members, delegates or reflection, nor into generated code. Each method is read once per compilation.
/// </summary>
internal sealed class Helpers(KnownSymbols symbols, ImmutableArray<BodyRule> rules)
{
    /// <summary>Calls from one helper to the next that are followed.</summary>
    public const int MaxDepth = 8;

    private readonly ConcurrentDictionary<IMethodSymbol, Summary> _summaries = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    /// <summary>The method that a call certainly reaches, when its code can be read.</summary>
    public static IMethodSymbol? Target(IOperation operation)
    {
        var method = operation switch
        {
            IInvocationOperation call => call.IsVirtual ? null : call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            IPropertyReferenceOperation property => Accessor(property),
            _ => null,
        };
        method = method?.ReducedFrom ?? method;
        method = method?.OriginalDefinition;
        if (method is not { MethodKind: not (MethodKind.LocalFunction or MethodKind.DelegateInvoke), IsAbstract: false } || method.DeclaringSyntaxReferences.IsEmpty)
            return null;
        method = method.PartialImplementationPart ?? method;
        return IsGenerated(method) ? null : method;
    }

    // Tokens, accessors and clients are in every function, and what a generator writes is its own affair.
    private static bool IsGenerated(IMethodSymbol method) => method.DeclaringSyntaxReferences[0].SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase);

    /// <summary>The first thing that each rule finds in a helper, or in what it calls.</summary>
    public IReadOnlyList<Finding> Find(IMethodSymbol helper, CancellationToken token)
    {
        var found = new List<Finding>();
        Visit(helper, 1, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default), found, token);
        return found;
    }

    private void Visit(IMethodSymbol method, int depth, HashSet<IMethodSymbol> visited, List<Finding> found, CancellationToken token)
    {
        // A function that is called in passing is judged at its own declaration.
        if (depth > MaxDepth || !visited.Add(method) || symbols.IsFunction(method))
            return;
        token.ThrowIfCancellationRequested();
        if (!_summaries.TryGetValue(method, out var summary))
            summary = _summaries.GetOrAdd(method, Summarize(method, token));
        foreach (var finding in summary.Findings)
        {
            if (!found.Any(known => known.Rule == finding.Rule))
                found.Add(finding);
        }
        foreach (var callee in summary.Callees)
            Visit(callee, depth + 1, visited, found, token);
    }

    private Summary Summarize(IMethodSymbol method, CancellationToken token)
    {
        var findings = new List<Finding>();
        var callees = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in Operations(method, token))
        {
            foreach (var rule in rules)
            {
                if (rule.FollowsHelpers && rule.Find(operation, symbols) is { } subject)
                    findings.Add(new Finding(rule, subject, method, operation.Syntax.GetLocation()));
            }
            if (Target(operation) is { } callee)
                callees.Add(callee);
        }
        return new Summary(findings, callees.ToList());
    }

    private IEnumerable<IOperation> Operations(IMethodSymbol method, CancellationToken token)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(token);
            // The driver's own models cover only the code that is analyzed now, and a helper may be in any file.
#pragma warning disable RS1030 // Do not invoke Compilation.GetSemanticModel() method within a diagnostic analyzer
            var model = _models.GetOrAdd(syntax.SyntaxTree, tree => symbols.Compilation.GetSemanticModel(tree));
#pragma warning restore RS1030
            // An expression-bodied property is its own getter's declaration.
            if (model.GetOperation(syntax, token) is { } body)
            {
                foreach (var operation in body.DescendantsAndSelf())
                    yield return operation;
            }
            else if (syntax is Microsoft.CodeAnalysis.CSharp.Syntax.ArrowExpressionClauseSyntax arrow && model.GetOperation(arrow.Expression, token) is { } value)
            {
                foreach (var operation in value.DescendantsAndSelf())
                    yield return operation;
            }
        }
    }

    private static IMethodSymbol? Accessor(IPropertyReferenceOperation reference)
    {
        if (reference.Property is { IsVirtual: true } or { IsAbstract: true } or { IsOverride: true, IsSealed: false })
            return null;
        return reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference ? reference.Property.SetMethod : reference.Property.GetMethod;
    }

    private sealed record Summary(IReadOnlyList<Finding> Findings, IReadOnlyList<IMethodSymbol> Callees);
}

/// <summary>What a rule found in a helper.</summary>
internal sealed record Finding(BodyRule Rule, string Subject, IMethodSymbol Helper, Location Location);
