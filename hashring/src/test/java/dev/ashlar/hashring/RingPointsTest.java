package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RingPointsTest {
    /** To go through the points one by one would take minutes. */
    @Test
    void find_allPointsInOneBucket_isExact() {
        int count = 1_000_000;
        long first = 0x7654_3210_0000_0000L;
        PointRun run = new PointRun(count);
        for (int i = 0; i < count; i++) {
            run.add(first + 3L * i, i & 1);
        }
        RingPoints points = RingPoints.NONE.change(new char[0], new PointRun(0), run);
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 0; n < 200_000; n++) {
            int i = random.nextInt(1, count);
            long point = first + 3L * i;
            assertEquals(points.find(point), i);
            assertEquals(points.find(point - 2), i);
            assertEquals(points.find(point + 1), i + 1);
        }
        assertThat(points.find(first)).isZero();
        assertThat(points.find(0)).isZero();
        assertThat(points.find(first - 1)).isZero();
        assertThat(points.find(-1)).isEqualTo(count);
    }

    private static void assertEquals(int actual, int expected) {
        if (actual != expected) {
            assertThat(actual).isEqualTo(expected);
        }
    }
}
