package dev.ashlar.hashring;

import dev.ashlar.hashring.Members.Member;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes form of a ring, and its fingerprint: docs/formats/hash-ring.md. */
final class RingFormat {
    private static final int MAGIC = 0x47524841; // "AHRG", read as a little-endian int
    private static final byte VERSION = 1;
    private static final byte RANDOM = 0;
    private static final byte BALANCED = 1;
    private static final int HEADER_BYTES = 16;
    private static final int MEMBER_BYTES = 8;
    private static final int POINT_BYTES = Long.BYTES + Character.BYTES;
    private static final int END_BYTES = Long.BYTES + Integer.BYTES;

    private RingFormat() {}

    static byte[] write(HashRing<?> ring) {
        boolean listed = ring.placement == Placement.BALANCED;
        byte[] bytes = body(ring, listed, END_BYTES);
        ByteBuffer end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        end.putLong(bytes.length - END_BYTES, fingerprint(ring));
        end.putInt(bytes.length - Integer.BYTES, checksum(bytes));
        return bytes;
    }

    /** The hash of the bytes form up to the end of the points, as if they were always listed. */
    static long fingerprint(HashRing<?> ring) {
        return Mixing.XXH3.hashBytesToLong(body(ring, true, 0));
    }

    /** The bytes form up to the end of the points, and room behind it. */
    private static byte[] body(HashRing<?> ring, boolean listed, int room) {
        long size = HEADER_BYTES + Integer.BYTES + (listed ? (long) POINT_BYTES * ring.points.size() : 0) + room;
        for (Member<?> member : ring.members.all) {
            size += MEMBER_BYTES + member.id().length + zone(member).length;
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("the bytes form must fit into one array: bytes=" + size);
        }
        byte[] bytes = new byte[(int) size];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).put(VERSION).put(code(ring.placement)).putShort((short) 0);
        out.putInt(ring.pointsPerWeight).putInt(ring.members.size());
        for (Member<?> member : ring.members.all) {
            byte[] zone = zone(member);
            out.putShort((short) member.id().length)
                    .putShort((short) zone.length)
                    .putInt(member.weight());
            out.put(member.id()).put(zone);
        }
        out.putInt(ring.points.size());
        for (int i = 0; listed && i < ring.points.size(); i++) {
            out.putLong(ring.points.point(i)).putChar((char) ring.points.owner(i));
        }
        return bytes;
    }

    private static byte code(Placement placement) {
        return switch (placement) {
            case RANDOM -> RANDOM;
            case BALANCED -> BALANCED;
        };
    }

    private static byte[] zone(Member<?> member) {
        String zone = member.zone();
        return zone == null ? new byte[0] : zone.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the node of an identity at an offset. */
    @FunctionalInterface
    interface Nodes<N> {
        N of(byte[] id, int offset) throws RingFormatException;
    }

    static <N> HashRing<N> read(byte[] bytes, HashRingBuilder<N> builder, Nodes<? extends N> nodes)
            throws RingFormatException {
        ByteBuffer in = verified(bytes);
        byte placement = in.get();
        short reserved = in.getShort();
        if (placement < RANDOM || placement > BALANCED || reserved != 0) {
            throw new RingFormatException("the placement must be known and the reserved bytes 0: placement=" + placement
                    + ", reserved=" + reserved + " at offset 5");
        }
        builder.placement(placement == RANDOM ? Placement.RANDOM : Placement.BALANCED);
        int pointsPerWeight = in.getInt();
        int members = in.getInt();
        if (pointsPerWeight < 1 || pointsPerWeight > RingPoints.MAX_POINTS) {
            throw new RingFormatException(
                    "the points of a weight must be in their range: points=" + pointsPerWeight + " at offset 8");
        }
        builder.pointsPerWeight(pointsPerWeight);
        if (members < 0 || members > in.remaining() / MEMBER_BYTES) {
            throw new RingFormatException(
                    "the number of members must be that of the bytes: members=" + members + " at offset 12");
        }
        byte @Nullable [] last = null;
        for (int i = 0; i < members; i++) {
            last = member(in, last, builder, nodes);
        }
        return ring(in, builder);
    }

    private static ByteBuffer verified(byte[] bytes) throws RingFormatException {
        if (bytes.length < HEADER_BYTES + Integer.BYTES + END_BYTES) {
            throw new RingFormatException("a ring must have at least " + (HEADER_BYTES + Integer.BYTES + END_BYTES)
                    + " bytes: bytes=" + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int magic = in.getInt();
        if (magic != MAGIC) {
            throw new RingFormatException(
                    String.format("a ring must begin with 0x%08x: magic=0x%08x at offset 0", MAGIC, magic));
        }
        byte version = in.get();
        if (version != VERSION) {
            throw new RingFormatException("the version must be " + VERSION + ", later ones are not known: version="
                    + Byte.toUnsignedInt(version) + " at offset 4");
        }
        int expected = in.getInt(bytes.length - Integer.BYTES);
        int actual = checksum(bytes);
        if (actual != expected) {
            throw new RingFormatException(String.format(
                    "the checksum must be that of the bytes, 0x%08x: checksum=0x%08x at offset %d",
                    actual, expected, bytes.length - Integer.BYTES));
        }
        in.limit(bytes.length - Integer.BYTES);
        return in;
    }

    private static <N> byte[] member(
            ByteBuffer in, byte @Nullable [] before, HashRingBuilder<N> builder, Nodes<? extends N> nodes)
            throws RingFormatException {
        int offset = in.position();
        if (in.remaining() < MEMBER_BYTES) {
            throw new RingFormatException("a member must fit into the bytes: member at offset " + offset);
        }
        byte[] id = new byte[Short.toUnsignedInt(in.getShort())];
        byte[] zone = new byte[Short.toUnsignedInt(in.getShort())];
        int weight = in.getInt();
        if (in.remaining() < id.length + zone.length || weight < 1) {
            throw new RingFormatException("a member must fit into the bytes and have a weight >= 1: weight=" + weight
                    + ", member at offset " + offset);
        }
        in.get(id).get(zone);
        if (before != null && Arrays.compareUnsigned(before, id) >= 0) {
            throw new RingFormatException("members must be in ascending order: member at offset " + offset);
        }
        String zoneName = zone.length == 0 ? null : text(zone, "zone", offset + MEMBER_BYTES + id.length);
        N node = nodes.of(id.clone(), offset + MEMBER_BYTES);
        if (!Arrays.equals(builder.identity.apply(node), id)) {
            throw new IllegalArgumentException("node must have the identity asked for: asked=" + Identities.text(id)
                    + ", node=" + Identities.text(builder.identity.apply(node)));
        }
        if (zoneName == null) {
            builder.add(node, weight);
        } else {
            builder.add(node, weight, zoneName);
        }
        return id;
    }

    /** Text of bytes that must be UTF-8. */
    static String text(byte[] bytes, String what, int offset) throws RingFormatException {
        try {
            // A new decoder reports what is malformed.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RingFormatException(
                    "the " + what + " must be UTF-8: " + what + "=" + Identities.text(bytes) + " at offset " + offset);
        }
    }

    private static <N> HashRing<N> ring(ByteBuffer in, HashRingBuilder<N> builder) throws RingFormatException {
        int offset = in.position();
        int points = in.remaining() < Integer.BYTES + Long.BYTES ? -1 : in.getInt();
        boolean listed = builder.placement == Placement.BALANCED;
        long listedBytes = listed ? (long) points * POINT_BYTES : 0;
        if (points < 0 || points > RingPoints.MAX_POINTS || listedBytes != in.remaining() - Long.BYTES) {
            throw new RingFormatException(
                    "the number of points must be that of the bytes: points=" + points + " at offset " + offset);
        }
        HashRing<N> ring;
        try {
            Members<N> members = builder.checkedMembers();
            if (!listed && members.totalWeight() * builder.pointsPerWeight != points) {
                throw new RingFormatException(
                        "the number of points must be that of the weights: points=" + points + " at offset " + offset);
            }
            ring = listed ? builder.build(points(in, points, members.size())) : builder.build();
        } catch (IllegalArgumentException e) {
            throw new RingFormatException("the members must make a ring: " + e.getMessage());
        }
        long fingerprint = in.getLong();
        if (fingerprint != fingerprint(ring)) {
            throw new RingFormatException(String.format(
                    "the fingerprint must be that of the ring, 0x%016x: fingerprint=0x%016x",
                    fingerprint(ring), fingerprint));
        }
        return ring;
    }

    private static RingPoints points(ByteBuffer in, int count, int members) throws RingFormatException {
        if (count == 0 && members == 0) {
            return RingPoints.NONE;
        }
        if (count == 0 || members == 0) {
            throw new RingFormatException(
                    "points must have members and members points: points=" + count + ", members=" + members);
        }
        long[] points = new long[count + 1];
        char[] owners = new char[count + RingPoints.BEYOND];
        BitSet owning = new BitSet(members);
        for (int i = 0; i < count; i++) {
            int offset = in.position();
            points[i] = in.getLong() ^ Long.MIN_VALUE;
            owners[i] = in.getChar();
            owning.set(owners[i]);
            boolean ascending =
                    i == 0 || points[i - 1] < points[i] || (points[i - 1] == points[i] && owners[i - 1] <= owners[i]);
            if (!ascending || owners[i] >= members) {
                throw new RingFormatException("points must be in ascending order, and of members: owner="
                        + (int) owners[i] + " at offset " + offset);
            }
        }
        if (owning.cardinality() < members) {
            throw new RingFormatException("every member must have a point: member=" + owning.nextClearBit(0)
                    + ", the points end at offset " + in.position());
        }
        return new RingPoints(points, owners, count);
    }

    /** Over all but the last four bytes. */
    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
