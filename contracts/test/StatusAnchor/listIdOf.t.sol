// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IssuerId, ListId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

contract ListIdOf_StatusAnchor_Test is Fixture {
    function testFuzz_WhenAnIssuerAndAUriAreGiven(bytes32 issuer, string memory uri) public view {
        bytes memory hashed = bytes.concat("citywallet/list/v1", issuer, bytes(uri));
        assertEq(ListId.unwrap(anchor.listIdOf(IssuerId.wrap(issuer), uri)), sha256(hashed));
    }

    function test_WhenAnIssuerAndAUriAreGiven() external view {
        testFuzz_WhenAnIssuerAndAUriAreGiven(IssuerId.unwrap(ISSUER), URI);
    }
}
