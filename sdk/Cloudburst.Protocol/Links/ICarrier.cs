using Google.Protobuf.Collections;

namespace Cloudburst.Protocol.Links;

/// <summary>
/// A kind of frame that can carry others of its kind. Writing a message to an HTTP/2 stream costs several changes of threads, however small it is, so frames that
/// queue up behind a write travel together.
/// </summary>
internal interface ICarrier<T>
{
    /// <summary>The frames that this one carries, in order; one that carries any has no body of its own.</summary>
    RepeatedField<T> More { get; }

    /// <summary>An empty frame of this kind.</summary>
    T New();
}
