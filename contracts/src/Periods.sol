// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { Period } from "./Types.sol";

/// @title Periods
/// @notice A history of periods that follow each other, of which only the last may be open.
library Periods {
    /// @notice Begins a period; the last one must be closed.
    function open(Period[] storage periods, uint40 start) internal {
        periods.push(Period({ start: start, end: 0 }));
    }

    /// @notice Closes the last period; it must be open.
    function close(Period[] storage periods, uint40 end) internal {
        periods[periods.length - 1].end = end;
    }

    /// @notice Whether the last period is open.
    function isOpen(Period[] storage periods) internal view returns (bool) {
        return periods.length != 0 && periods[periods.length - 1].end == 0;
    }

    /// @notice Whether any of the periods contains `time`.
    function contain(Period[] memory periods, uint40 time) internal pure returns (bool) {
        for (uint256 i = 0; i < periods.length; ++i) {
            if (periods[i].start <= time && (periods[i].end == 0 || time < periods[i].end)) return true;
        }
        return false;
    }

    /// @notice The earlier of two ends, of which 0 stands for "never".
    function earlierEnd(uint40 left, uint40 right) internal pure returns (uint40) {
        if (left == 0) return right;
        if (right == 0) return left;
        return left < right ? left : right;
    }
}
