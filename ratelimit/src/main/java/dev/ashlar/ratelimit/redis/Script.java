package dev.ashlar.ratelimit.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The scripts. All have the same arguments: the operation, permits (units of a bucket), the longest wait, the time at
 * which a reservation is due and its receipt, the time (empty for the server's), and then the numbers of the limit. All
 * times are microseconds. They return
 *
 * <pre>
 * 1 taken (0 or 1; of "cancel", whether anything was given back)   2 wait   3 remaining   4 reset
 * 5, 6 receipt   7 time
 * </pre>
 */
/*
 * Lua's numbers are doubles: everything is an integer below 2^53, which the Java side has checked of the limit. A state
 * that was never used has no key: the key expires when the state has recovered. A refusal writes nothing. If the
 * server's time goes back, as on a failover, the state's time stands still.
 *
 * docs/formats/ratelimit-redis.md tells what is kept.
 */
record Script(String text, String digest) {
    private static final String TIME = """
            local op = ARGV[1]
            local permits = tonumber(ARGV[2])
            local maxWait = tonumber(ARGV[3])
            local due = tonumber(ARGV[4])
            local clock
            if ARGV[7] == '' then
              local time = redis.call('TIME')
              clock = tonumber(time[1]) * 1000000 + tonumber(time[2])
            else
              clock = tonumber(ARGV[7])
            end
            local now = clock
            local function int(x)
              return string.format('%.0f', x)
            end
            local function expire(micros)
              redis.call('PEXPIRE', KEYS[1], int(math.ceil(micros / 1000) + 1))
            end
            """;

    /**
     * A bucket: 8 units of a permit, 9 units when full, 10 units that come in a microsecond (or in a step), 11 step (0
     * if they come evenly). The receipt is the reservation's number among those that are pending, and when the last one
     * before it is due.
     */
    /*
     * Until the time "last" reservations are pending, and at most "promised" units of them. They are off the level, but
     * in the bucket: what is in it is the level and they, and must never be more than fits. The reservations alone see
     * to that, because each is due as soon as its units are there. A refund, and a reservation that is cancelled in
     * their midst, put in as much as fits beside all that is promised and all that "last" will find ("rest"). One that
     * is due last gives back everything, for nothing that fits before changes; if none was made after it, all is as if
     * it had never been.
     *
     * If the state is of another limit, its permits carry over, of what is owed no more than one full bucket; the
     * reservations keep their times, but are taken for used.
     */
    static final Script BUCKET = of(TIME + """
            local unit = tonumber(ARGV[8])
            local full = tonumber(ARGV[9])
            local gain = tonumber(ARGV[10])
            local step = tonumber(ARGV[11])
            local function stepsTo(time, from)
              if step == 0 then return time - from end
              return math.floor(time / step) - math.floor(from / step)
            end
            local shape = table.concat({ARGV[8], ARGV[9], ARGV[10], ARGV[11]}, ':')
            local state = redis.call('HMGET', KEYS[1], 'l', 't', 'u', 'd', 'p', 'i', 's')
            local level = full
            local last = tonumber(state[4] or 0)
            local promised = tonumber(state[5] or 0)
            local number = tonumber(state[6] or 0)
            if state[1] then
              level = tonumber(state[1])
              local at = tonumber(state[2])
              if state[7] ~= shape then
                level = math.max(-full, math.floor(level / tonumber(state[3]) * unit))
                last = 0
              end
              if at > now then now = at end
              local steps = stepsTo(now, at)
              if level >= full or steps >= (full - level) / gain then
                level = full
              else
                level = level + steps * gain
              end
            end
            if last <= now then
              last = 0
              promised = 0
              number = 0
            end
            local function waitFor(units)
              if level >= units then return 0 end
              local steps = math.ceil((units - level) / gain)
              if step == 0 then return steps + now - clock end
              return (math.floor(now / step) + steps) * step - clock
            end
            local function reset()
              return math.max(waitFor(full), last - clock)
            end
            local function store()
              if level >= full and last == 0 then
                redis.call('DEL', KEYS[1])
                return
              end
              redis.call('HSET', KEYS[1], 'l', int(level), 't', int(now), 'u', int(unit), 's', shape)
              if last > 0 then
                redis.call('HSET', KEYS[1], 'd', int(last), 'p', int(promised), 'i', int(number))
              elseif state[4] then
                redis.call('HDEL', KEYS[1], 'd', 'p', 'i')
              end
              expire(reset())
            end
            local function room()
              local rest = math.max(0, level + stepsTo(last, now) * gain)
              return math.max(0, full - promised - rest)
            end
            local taken = 0
            local wait = 0
            local receipt = 0
            local before = 0
            if op == 'take' or op == 'peek' then
              wait = waitFor(permits)
              if wait > 0 and maxWait > 0 then wait = math.max(wait, last - clock) end
              if op == 'take' and wait <= maxWait and level - permits > -4000000000000000 then
                level = level - permits
                taken = 1
                if wait > 0 then
                  before = last
                  last = clock + wait
                  promised = promised + permits
                  number = number + 1
                  receipt = number
                end
                store()
              end
            elseif op == 'refund' then
              local most = full - level
              if last > 0 then most = room() end
              level = level + math.min(permits, most)
              taken = 1
              store()
            elseif due > now and due <= last then
              promised = math.max(0, promised - permits)
              local back = permits
              if due < last then
                back = math.min(permits, room())
              elseif tonumber(ARGV[5]) == number then
                last = tonumber(ARGV[6])
                number = number - 1
              end
              if back > 0 then
                level = math.min(full, level + back)
                taken = 1
                store()
              end
            end
            return {taken, wait, math.max(0, math.floor(level / unit)), reset(), receipt, before, clock}
            """);

    /**
     * A sliding window counter: 8 limit, 9 length of a slot, 10 slots, 11 whether it estimates (0 or 1). The receipt is
     * the slot of a reservation. Of the slots to come, 100 may have permits, so that a state stays small.
     */
    static final Script COUNTER = of(TIME + """
            local limit = tonumber(ARGV[8])
            local width = tonumber(ARGV[9])
            local slots = tonumber(ARGV[10])
            local estimating = ARGV[11] == '1'
            local shape = ARGV[9] .. ':' .. ARGV[10]
            local counts = {}
            local stale = {}
            local changed = {}
            local last = -1
            local stored = redis.call('HGETALL', KEYS[1])
            local reshape = false
            local fields = {}
            for i = 1, #stored, 2 do
              fields[stored[i]] = stored[i + 1]
            end
            if fields['t'] and tonumber(fields['t']) > now then now = tonumber(fields['t']) end
            local present = math.floor(now / width)
            reshape = fields['s'] ~= nil and fields['s'] ~= shape
            for field, value in pairs(fields) do
              local slot = tonumber(field)
              if slot then
                local count = tonumber(value)
                if reshape then
                  counts[present] = (counts[present] or 0) + count
                  stale[#stale + 1] = field
                elseif slot < present - slots or count <= 0 then
                  stale[#stale + 1] = field
                else
                  counts[slot] = count
                end
              end
            end
            for slot, count in pairs(counts) do
              if count > 0 and slot > last then last = slot end
            end
            local function count(slot)
              return counts[slot] or 0
            end
            local from = now
            if last > present then from = last * width end
            local at = math.floor(from / width)
            local function waitFor(wanted)
              local younger = 0
              for slot = at - slots, at do
                younger = younger + count(slot)
              end
              for ahead = 0, slots do
                local oldest = count(at + ahead - slots)
                younger = younger - oldest
                local room = limit - wanted - younger
                local begin = math.max(from, (at + ahead) * width)
                if room >= oldest then return begin - clock end
                if estimating and room > 0 then
                  local inside = math.floor(room * width / oldest)
                  if inside > 0 then
                    return math.max(begin, (at + ahead + 1) * width - inside) - clock
                  end
                end
              end
              return (at + slots + 1) * width - clock
            end
            local function reset()
              if last < 0 then return 0 end
              return (last + slots + 1) * width - clock
            end
            local function store()
              if last < 0 then
                redis.call('DEL', KEYS[1])
                return
              end
              for i = 1, #stale do redis.call('HDEL', KEYS[1], stale[i]) end
              if reshape then changed[present] = true end
              for slot in pairs(changed) do
                if count(slot) > 0 then
                  redis.call('HSET', KEYS[1], int(slot), int(count(slot)))
                else
                  redis.call('HDEL', KEYS[1], int(slot))
                end
              end
              redis.call('HSET', KEYS[1], 's', shape, 't', int(now))
              expire(reset())
            end
            local function add(slot, permits)
              counts[slot] = count(slot) + permits
              changed[slot] = true
              last = -1
              for i, n in pairs(counts) do
                if n > 0 and i > last then last = i end
              end
            end
            local function isTooFar(slot)
              if slot <= present or count(slot) > 0 then return false end
              local ahead = 0
              for i, n in pairs(counts) do
                if i > present and n > 0 then ahead = ahead + 1 end
              end
              return ahead >= 100
            end
            local taken = 0
            local wait = 0
            local slot = present
            if op == 'take' or op == 'peek' then
              wait = waitFor(permits)
              if wait <= now - clock and from == now then wait = 0 end
              if wait > 0 then slot = math.floor((wait + clock) / width) end
              if op == 'take' and wait <= maxWait and not isTooFar(slot) then
                add(slot, permits)
                taken = 1
                store()
              end
            elseif op == 'refund' then
              local left = permits
              for i = present - slots, present do
                local given = math.min(left, count(i))
                if given > 0 then
                  add(i, -given)
                  left = left - given
                end
              end
              taken = 1
              store()
            elseif due > now then
              slot = tonumber(ARGV[5])
              if count(slot) >= permits then
                add(slot, -permits)
                taken = 1
                store()
              end
            end
            local used = 0
            for i = present - slots, present do
              used = used + count(i)
            end
            if estimating then
              used = used - math.floor(count(present - slots) * (now - present * width) / width)
            end
            local remaining = math.max(0, limit - used)
            if last > present then remaining = 0 end
            return {taken, wait, remaining, reset(), slot, 0, clock}
            """);

    private static Script of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Script(text, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
