namespace Cloudburst.Kvs.Redis;

/// <summary>
/// The server's half of <see cref="ClientMerge"/>. A value is stored as 8 bytes of version, drawn at random for each write, then the capsule;
/// so in a stored string the capsule's tag is character 10, its flags character 11 and its stamp characters 13 to 28.
/// </summary>
internal static class Scripts
{
    /// <summary>
    /// Removes the chunks of the value that is about to be replaced (<see cref="Chunks.ChunkManifest"/>). They lie in the slot of the key, though the
    /// script does not name them beforehand.
    /// </summary>
    private const string UnlinkChunks = """
        local function unlinkchunks(head, new)
          if string.sub(head, 29, 44) ~= '\0cloudburst/chnk' then return end
          local manifest = redis.call('GETRANGE', KEYS[1], 28, -1)
          if string.sub(new, 21) == manifest then return end
          local a, b, c, d = string.byte(manifest, 25, 28)
          for i = 0, ((a * 256 + b) * 256 + c) * 256 + d - 1 do redis.call('UNLINK', string.sub(manifest, 45) .. i) end
        end

        """;

    /// <summary>
    /// Joins a last-writer-wins value or a tombstone in one step, by the rules of <c>Capsule.Join</c> for those two.
    /// ARGV: capsule, time to live in ms or 0, new version, channel for <see cref="Feed.RedisChangeFeed"/> or nothing. Answers as the JOIN command does.
    /// </summary>
    public const string JoinStamped = UnlinkChunks + """
        local function order(a, b)
          for i = 1, math.min(#a, #b) do
            local x, y = string.byte(a, i), string.byte(b, i)
            if x ~= y then return x < y and -1 or 1 end
          end
          return #a < #b and -1 or (#a > #b and 1 or 0)
        end
        local incoming, ttl = ARGV[1], tonumber(ARGV[2])
        local tag = string.byte(incoming, 2)
        local head = redis.call('GETRANGE', KEYS[1], 0, 43)
        local keep = true
        if head ~= '' then
          if string.byte(head, 9) ~= 0xC1 or #head < 12 then return redis.error_reply('MALFORMED What is stored under the key is not a capsule.') end
          local oldTag = string.byte(head, 10)
          local epoch = string.byte(head, 11) == 1 and string.sub(head, 13, 28) or string.rep('\0', 16)
          local o = order(epoch, string.sub(incoming, 5, 20))
          if tag == 0 then
            if o >= 0 then return 0 end
          elseif oldTag == 0 then
            if o > 0 then return epoch end
            keep = false
          elseif oldTag ~= tag then
            return redis.error_reply('TYPEMISMATCH ' .. oldTag .. ' ' .. tag)
          else
            if o > 0 then return 0 end
            if o == 0 and order(redis.call('GETRANGE', KEYS[1], 28, -1), string.sub(incoming, 21)) >= 0 then return 0 end
          end
        end
        unlinkchunks(head, incoming)
        if ttl > 0 then redis.call('SET', KEYS[1], ARGV[3] .. incoming, 'PX', ttl)
        elseif keep then redis.call('SET', KEYS[1], ARGV[3] .. incoming, 'KEEPTTL')
        else redis.call('SET', KEYS[1], ARGV[3] .. incoming) end
        if ARGV[4] ~= '' then redis.call('PUBLISH', ARGV[4], #incoming .. ':' .. KEYS[1]) end
        return 1
        """;

    /// <summary>
    /// Stores a value if the version is still the expected one. ARGV: expected version or nothing, capsule, new version,
    /// time to live in ms, 0 to keep it or -1 to clear it, 1 when another lattice must not be replaced, channel or nothing.
    /// Answers 1 or 0 and the version that is there now.
    /// </summary>
    public const string CompareAndSet = UnlinkChunks + """
        local head = redis.call('GETRANGE', KEYS[1], 0, 43)
        local version = string.sub(head, 1, 8)
        if version ~= ARGV[1] then return {0, version} end
        if ARGV[5] == '1' and head ~= '' then
          local old, new = string.byte(head, 10), string.byte(ARGV[2], 2)
          if old ~= new and old ~= 0 and new ~= 0 then return redis.error_reply('TYPEMISMATCH ' .. old .. ' ' .. new) end
        end
        local ttl = tonumber(ARGV[4])
        unlinkchunks(head, ARGV[2])
        if ttl > 0 then redis.call('SET', KEYS[1], ARGV[3] .. ARGV[2], 'PX', ttl)
        elseif ttl == 0 then redis.call('SET', KEYS[1], ARGV[3] .. ARGV[2], 'KEEPTTL')
        else redis.call('SET', KEYS[1], ARGV[3] .. ARGV[2]) end
        if ARGV[6] ~= '' then redis.call('PUBLISH', ARGV[6], #ARGV[2] .. ':' .. KEYS[1]) end
        return {1, ARGV[3]}
        """;
}
