// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { ListId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

contract HeadAt_StatusAnchor_Test is Fixture {
    uint40 private constant INTERVAL = 600;

    function test_GivenNobodyRegisteredTheList() external view {
        assertSequenceAt(ListId.wrap(keccak256("unknown")), type(uint40).max, 0);
    }

    function test_GivenTheListHasNoHead() external {
        assertSequenceAt(registerList(), type(uint40).max, 0);
    }

    function test_WhenTheTimeIsBeforeTheFirstHead() external {
        assertSequenceAt(aHistory(), START - 1, 0);
    }

    function test_WhenTheTimeIsThatOfAHead() external {
        ListId list = aHistory();
        for (uint64 sequence = 1; sequence <= 13; ++sequence) {
            assertSequenceAt(list, START + uint40(sequence - 1) * INTERVAL, sequence);
        }
    }

    function test_WhenTheTimeIsBetweenTwoHeads() external {
        ListId list = aHistory();
        for (uint64 sequence = 1; sequence < 13; ++sequence) {
            assertSequenceAt(list, START + uint40(sequence) * INTERVAL - 1, sequence);
        }
    }

    function test_WhenTheTimeIsAfterTheNewestHead() external {
        ListId list = aHistory();
        assertSequenceAt(list, START + 12 * INTERVAL + 1, 13);
        assertSequenceAt(list, type(uint40).max, 13);
    }

    function test_GivenTwoHeadsInOneBlock() external {
        ListId list = registerList();
        publishHeads(list, 2, 0);
        skip(INTERVAL);
        publish(anUpdate(list, 3));
        assertSequenceAt(list, START, 2);
        assertSequenceAt(list, START + INTERVAL - 1, 2);
    }

    function testFuzz_GivenAnyHistory(uint8[16] memory intervals, uint16 offset) public {
        ListId list = registerList();
        uint40[16] memory times;
        for (uint64 i = 0; i < intervals.length; ++i) {
            skip(intervals[i] % 4); // many heads share a block
            times[i] = uint40(block.timestamp);
            publish(anUpdate(list, i + 1));
        }
        uint40 time = START - 1 + (offset % 70);
        assertSequenceAt(list, time, searchFromTheEnd(times, time));
    }

    function test_GivenAnyHistory() external {
        testFuzz_GivenAnyHistory([0, 1, 0, 0, 2, 3, 0, 0, 0, 1, 1, 1, 0, 2, 0, 0], 6);
    }

    function searchFromTheEnd(uint40[16] memory times, uint40 time) private pure returns (uint64) {
        for (uint64 sequence = 16; sequence > 0; --sequence) {
            if (times[sequence - 1] <= time) return sequence;
        }
        return 0;
    }

    function aHistory() private returns (ListId list) {
        list = registerList();
        publishHeads(list, 13, INTERVAL);
    }

    function assertSequenceAt(ListId list, uint40 time, uint64 expected) private view {
        (uint64 sequence, bytes32 head, uint40 anchoredAt) = anchor.headAt(list, time);
        assertEq(sequence, expected);
        (bytes32 same, uint40 sameTime) = anchor.headBySequence(list, expected);
        assertEq(head, same);
        assertEq(anchoredAt, sameTime);
        if (expected != 0) assertEq(head, headOf(anUpdate(list, expected)));
    }
}
