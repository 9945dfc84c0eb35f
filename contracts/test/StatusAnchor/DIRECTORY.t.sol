// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { Fixture } from "../Fixture.sol";

contract Directory_StatusAnchor_Test is Fixture {
    function test_GivenTheContractIsDeployed() external view {
        assertEq(address(anchor.DIRECTORY()), address(directory));
    }
}
