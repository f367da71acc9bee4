namespace Cloudburst;

/// <summary>
/// Binds a function's parameter to a service of the executor's host (<c>builder.Services</c>), not to an argument of the call. Scoped services live as long as the invocation. A service
/// that the host does not have is an error of the call, unless the parameter's type allows <see langword="null"/>.
/// </summary>
/// <remarks>
/// ASP.NET Core's attribute of the same name does the same. The constructor of a class with instance functions takes services without any attribute.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromServicesAttribute : Attribute;
