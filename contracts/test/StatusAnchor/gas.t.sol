// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { ListId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

/// What an anchoring costs, as a transaction of its own (base charge and calldata included).
/// forge-config: default.isolate = true
contract Gas_StatusAnchor_Test is Fixture {
    uint256 internal constant MEAN_LIMIT = 76_000;
    uint256 internal constant WORST_LIMIT = 92_000;
    uint256 internal constant FIRST_LIMIT = 165_000;

    function test_FirstHeadWithRegistrationStaysBelowItsLimit() external {
        ListId list = registerList();
        uint256 registration = vm.lastCallGas().gasTotalUsed;
        publish(anUpdate(list, 1));
        uint256 first = registration + vm.lastCallGas().gasTotalUsed;
        emit log_named_uint("registration", registration);
        emit log_named_uint("first head with its registration", first);
        assertLe(first, FIRST_LIMIT);
    }

    function test_UpdatesStayBelowTheirLimits() external {
        ListId list = registerList();
        publishHeads(list, 6, 600);
        uint256 sum;
        uint256 worst;
        for (uint64 sequence = 7; sequence <= 12; ++sequence) {
            publish(anUpdate(list, sequence));
            uint256 used = vm.lastCallGas().gasTotalUsed;
            sum += used;
            if (used > worst) worst = used;
            skip(600);
        }
        emit log_named_uint("mean of a full time word", sum / 6);
        emit log_named_uint("worst", worst);
        assertLe(sum / 6, MEAN_LIMIT);
        assertLe(worst, WORST_LIMIT);
    }
}
