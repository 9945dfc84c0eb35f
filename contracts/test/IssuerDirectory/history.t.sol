// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IssuerId, IssuerNumber, Period } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

contract Accreditation_IssuerDirectory_Test is Fixture {
    function test_GivenTheIssuerWasNeverAccredited() external view {
        (Period[] memory periods, Period[] memory suspensions) = directory.accreditation(ISSUER, MILEAGE);
        assertEq(periods.length, 0);
        assertEq(suspensions.length, 0);
    }

    function test_GivenSeveralPeriods() external {
        vm.startPrank(BODY);
        for (uint256 i = 0; i < 2; ++i) {
            skip(DAY);
            directory.suspendIssuer(ISSUER);
            directory.endAccreditation(ISSUER, CITIZEN_ID);
            skip(DAY);
            directory.accreditIssuer(ISSUER, typesOf(CITIZEN_ID));
            directory.reinstateIssuer(ISSUER);
        }
        (Period[] memory periods, Period[] memory suspensions) = directory.accreditation(ISSUER, CITIZEN_ID);
        assertEq(periods.length, 3);
        assertEq(suspensions.length, 2);
        for (uint40 i = 0; i < 2; ++i) {
            assertEq(periods[i].end, START + (2 * i + 1) * DAY);
            assertEq(periods[i + 1].start, START + (2 * i + 2) * DAY);
            assertEq(suspensions[i].start, periods[i].end);
            assertEq(suspensions[i].end, periods[i + 1].start);
        }
    }

    function test_GivenSeveralEnds() external {
        skip(DAY);
        vm.prank(ROOT);
        directory.withdrawScope(BODY, CITIZEN_ID);
        skip(DAY);
        vm.prank(ROOT);
        directory.withdrawBody(BODY);
        (Period[] memory periods,) = directory.accreditation(ISSUER, CITIZEN_ID);
        assertEq(periods[0].end, START + DAY);
    }
}

contract IsAccreditedAt_IssuerDirectory_Test is Fixture {
    function test_GivenTheIssuerWasNeverAccredited() external view {
        assertFalse(directory.isAccreditedAt(ISSUER, MILEAGE, START));
        assertFalse(directory.isAccreditedAt(OTHER_ISSUER, CITIZEN_ID, START));
    }

    function test_GivenItWasSuspended() external {
        vm.startPrank(BODY);
        skip(DAY);
        directory.suspendIssuer(ISSUER);
        skip(DAY);
        directory.reinstateIssuer(ISSUER);
        assertTrue(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY - 1));
        assertFalse(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + DAY));
        assertFalse(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + 2 * DAY - 1));
        assertTrue(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + 2 * DAY));
    }

    /// One act a second; what holds in each second is noted, and the contract is asked about all of them at the end.
    function testFuzz_GivenAnyOrderOfChanges(uint8[24] memory acts) public {
        bool[24] memory expected;
        (bool accredited, bool inScope, bool suspended) = (true, true, false);
        for (uint40 second = 0; second < acts.length; ++second) {
            vm.warp(START + second);
            uint8 act = acts[second] % 5;
            if (act == 0 && accredited) (accredited) = end();
            else if (act == 1 && !accredited && inScope) accredited = accredit();
            else if (act == 2) suspended = toggleSuspension(suspended);
            else if (act == 3 && inScope) (inScope, accredited) = withdrawScope();
            else if (act == 4 && !inScope) inScope = grantScope();
            expected[second] = accredited && !suspended;
        }
        for (uint40 second = 0; second < acts.length; ++second) {
            assertEq(directory.isAccreditedAt(ISSUER, CITIZEN_ID, START + second), expected[second]);
        }
    }

    function test_GivenAnyOrderOfChanges() external {
        testFuzz_GivenAnyOrderOfChanges(
            [0, 1, 2, 2, 3, 1, 4, 1, 2, 3, 2, 4, 4, 1, 0, 0, 2, 1, 2, 3, 4, 1, 2, 2]
        );
    }

    function end() private returns (bool) {
        vm.prank(BODY);
        directory.endAccreditation(ISSUER, CITIZEN_ID);
        return false;
    }

    function accredit() private returns (bool) {
        vm.prank(BODY);
        directory.accreditIssuer(ISSUER, typesOf(CITIZEN_ID));
        return true;
    }

    function toggleSuspension(bool suspended) private returns (bool) {
        vm.prank(BODY);
        suspended ? directory.reinstateIssuer(ISSUER) : directory.suspendIssuer(ISSUER);
        return !suspended;
    }

    function withdrawScope() private returns (bool, bool) {
        vm.prank(ROOT);
        directory.withdrawScope(BODY, CITIZEN_ID);
        return (false, false);
    }

    function grantScope() private returns (bool) {
        vm.prank(ROOT);
        directory.grantScope(BODY, CITIZEN_ID);
        return true;
    }
}

contract BodyOf_IssuerDirectory_Test is Fixture {
    function test_GivenNothingIsKnown() external view {
        assertEq(directory.bodyOf(OTHER_ISSUER), address(0));
        assertEq(IssuerId.unwrap(directory.issuerOf(STRANGER)), 0);
        assertEq(IssuerId.unwrap(directory.issuerByNumber(IssuerNumber.wrap(0))), 0);
        assertEq(IssuerId.unwrap(directory.issuerByNumber(IssuerNumber.wrap(2))), 0);
        assertEq(directory.bodyPeriod(OTHER_BODY).start, 0);
        assertFalse(directory.isInScope(OTHER_BODY, CITIZEN_ID));
        assertFalse(directory.isInScope(BODY, FOREIGN));
    }

    function test_GivenSomethingIsKnown() external view {
        assertEq(directory.bodyOf(ISSUER), BODY);
        assertEq(IssuerId.unwrap(directory.issuerOf(ANCHOR)), IssuerId.unwrap(ISSUER));
        assertEq(IssuerId.unwrap(directory.issuerByNumber(IssuerNumber.wrap(1))), IssuerId.unwrap(ISSUER));
        assertEq(directory.bodyPeriod(BODY).start, START);
        assertTrue(directory.isInScope(BODY, CITIZEN_ID));
    }
}
