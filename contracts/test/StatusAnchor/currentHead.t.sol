// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { ListId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

contract CurrentHead_StatusAnchor_Test is Fixture {
    function test_GivenNobodyRegisteredTheList() external view {
        assertNoHead(ListId.wrap(keccak256("unknown")));
    }

    function test_GivenTheListHasNoHead() external {
        assertNoHead(registerList());
    }

    function test_GivenTheListHasHeads() external {
        ListId list = registerList();
        publishHeads(list, 3, 600);
        (uint64 sequence, bytes32 head, uint40 anchoredAt) = anchor.currentHead(list);
        assertEq(sequence, 3);
        assertEq(head, headOf(anUpdate(list, 3)));
        assertEq(anchoredAt, START + 1200);
    }

    function assertNoHead(ListId list) private view {
        (uint64 sequence, bytes32 head, uint40 anchoredAt) = anchor.currentHead(list);
        assertEq(sequence, 0);
        assertEq(head, 0);
        assertEq(anchoredAt, 0);
    }
}
