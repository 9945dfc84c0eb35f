// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { ListId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

contract HeadBySequence_StatusAnchor_Test is Fixture {
    ListId private list;

    function setUp() public override {
        super.setUp();
        list = registerList();
        publishHeads(list, 7, 600);
    }

    function test_WhenTheSequenceIsZero() external view {
        assertHead(0, 0, 0);
    }

    function testFuzz_WhenTheSequenceIsAboveTheNewest(uint64 sequence) public view {
        assertHead(uint64(bound(sequence, 8, type(uint64).max)), 0, 0);
    }

    function test_WhenTheSequenceIsAboveTheNewest() external view {
        testFuzz_WhenTheSequenceIsAboveTheNewest(8);
    }

    function test_WhenAHeadHasTheSequence() external view {
        for (uint64 sequence = 1; sequence <= 7; ++sequence) {
            assertHead(sequence, headOf(anUpdate(list, sequence)), START + (sequence - 1) * 600);
        }
    }

    function assertHead(uint64 sequence, bytes32 expected, uint256 time) private view {
        (bytes32 head, uint40 anchoredAt) = anchor.headBySequence(list, sequence);
        assertEq(head, expected);
        assertEq(anchoredAt, time);
    }
}
