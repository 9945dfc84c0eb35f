// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IStatusAnchor } from "../../src/interfaces/IStatusAnchor.sol";
import { IssuerNumber, ListId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

contract ListRecord_StatusAnchor_Test is Fixture {
    function test_GivenNobodyRegisteredTheList() external view {
        assertEq(anchor.listRecord(ListId.wrap(keccak256("unknown"))).bits, 0);
    }

    function test_GivenTheListHasHeads() external {
        ListId list = registerList();
        publishHeads(list, 2, 600);
        IStatusAnchor.ListRecord memory record = anchor.listRecord(list);
        assertEq(record.sequence, 2);
        assertEq(record.entries, 1 << 20);
        assertEq(record.anchoredAt, START + 600);
        assertEq(IssuerNumber.unwrap(record.issuer), 1);
        assertEq(record.bits, 2);
    }
}
