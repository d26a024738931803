import Host
import Testing

@Suite struct PaceTests {
    @Test func itLooksUntilThereIsAnAnswer() async throws {
        var looks = 0
        let answer = try await Pace.poll(within: 60) { _ -> Int? in
            looks += 1
            return looks == 3 ? looks : nil
        }
        #expect(answer == 3 && looks == 3)
    }

    /// Whoever has no time left gets one look all the same.
    @Test(arguments: [0.0, 0.3]) func itEndsWhenTheTimeIsOver(limit: Double) async throws {
        let clock = Stopwatch()
        var looks = 0
        let answer = try await Pace.poll(within: limit) { _ -> Int? in
            looks += 1
            return nil
        }
        #expect(answer == nil && looks >= 1 && clock.seconds >= limit)
    }

    @Test func aLookThatTakesLongIsFollowedByALongPause() {
        #expect(Pace.pause(afterLookOf: 0) == Pace.shortest)
        #expect(Pace.pause(afterLookOf: 60) == Pace.longest)
        #expect(Pace.pause(afterLookOf: 0.02) > 0.3)
    }
}
