// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { IIssuerDirectory } from "../../src/interfaces/IIssuerDirectory.sol";
import { KeyEpoch, KeyPurpose } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

/// An issuer whose credential key is two days old.
abstract contract KeyTest is Fixture {
    address internal immutable APPROVER = makeAddr("second approver");
    bytes32 internal constant OTHER_KEY = keccak256("another key's thumbprint");
    uint40 internal constant NOW = START + 2 * DAY;

    function setUp() public virtual override {
        super.setUp();
        vm.startPrank(ROOT);
        directory.grantRole(directory.COMPROMISE_APPROVER(), APPROVER);
        vm.stopPrank();
        vm.prank(BODY);
        directory.addKey(ISSUER, KEY, KeyPurpose.Credential);
        vm.warp(NOW);
    }

    function expectRefusal(address caller, bytes memory refusal) internal {
        vm.expectRevert(refusal);
        vm.prank(caller);
    }

    function expectNotAuthority(address caller) internal {
        expectRefusal(caller, abi.encodeWithSelector(IIssuerDirectory.NotAuthority.selector, ISSUER, caller));
    }

    function expectUnknownKey() internal {
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.KeyUnknown.selector, ISSUER, OTHER_KEY));
    }

    function closeKey() internal {
        vm.prank(BODY);
        directory.closeKey(ISSUER, KEY);
    }

    function propose(uint40 since) internal {
        vm.prank(BODY);
        directory.proposeCompromise(ISSUER, KEY, since);
    }

    function approveAs(address approver, uint40 since) internal {
        vm.prank(approver);
        directory.approveCompromise(ISSUER, KEY, since);
    }

    function isGoodAt(uint40 time) internal view returns (bool) {
        return directory.isKeyGoodAt(ISSUER, KEY, KeyPurpose.Credential, time);
    }

    function compromisedSince() internal view returns (uint40) {
        return directory.keyEpoch(ISSUER, KEY).compromisedSince;
    }
}

contract AddKey_IssuerDirectory_Test is KeyTest {
    function test_RevertGiven_TheCallerHasNoAuthority() external {
        expectNotAuthority(ANCHOR);
        directory.addKey(ISSUER, OTHER_KEY, KeyPurpose.Status);
    }

    function test_RevertWhen_TheThumbprintIsZero() external {
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.ZeroIdentifier.selector));
        directory.addKey(ISSUER, 0, KeyPurpose.Status);
    }

    function test_RevertGiven_TheIssuerHasTheKey() external {
        expectKnown();
        directory.addKey(ISSUER, KEY, KeyPurpose.Status);
    }

    function test_RevertGiven_TheIssuerHadTheKey() external {
        closeKey();
        expectKnown();
        directory.addKey(ISSUER, KEY, KeyPurpose.Credential);
    }

    function testFuzz_GivenTheKeyIsNew(bytes32 thumbprint, uint8 purposeNumber) public {
        vm.assume(thumbprint != 0 && thumbprint != KEY);
        KeyPurpose purpose = KeyPurpose(purposeNumber % 3);
        vm.expectEmit();
        emit IIssuerDirectory.KeyAdded(ISSUER, thumbprint, purpose);
        vm.prank(BODY);
        directory.addKey(ISSUER, thumbprint, purpose);
        KeyEpoch memory epoch = directory.keyEpoch(ISSUER, thumbprint);
        assertEq(epoch.thumbprint, thumbprint);
        assertEq(uint8(epoch.purpose), uint8(purpose));
        assertEq(epoch.validFrom, NOW);
        assertEq(epoch.validUntil, 0);
        assertEq(epoch.compromisedSince, 0);
    }

    function test_GivenTheKeyIsNew() external {
        testFuzz_GivenTheKeyIsNew(OTHER_KEY, 2);
    }

    function expectKnown() private {
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.KeyKnown.selector, ISSUER, KEY));
    }
}

contract CloseKey_IssuerDirectory_Test is KeyTest {
    function test_RevertGiven_TheCallerHasNoAuthority() external {
        expectNotAuthority(STRANGER);
        directory.closeKey(ISSUER, KEY);
    }

    function test_RevertGiven_TheKeyIsUnknown() external {
        expectUnknownKey();
        directory.closeKey(ISSUER, OTHER_KEY);
    }

    function test_RevertGiven_TheEpochHasEnded() external {
        closeKey();
        skip(DAY);
        expectRefusal(
            BODY, abi.encodeWithSelector(IIssuerDirectory.KeyAlreadyClosed.selector, ISSUER, KEY, NOW)
        );
        directory.closeKey(ISSUER, KEY);
    }

    function test_GivenTheEpochIsOpen() external {
        vm.expectEmit();
        emit IIssuerDirectory.KeyClosed(ISSUER, KEY);
        closeKey();
        assertEq(directory.keyEpoch(ISSUER, KEY).validUntil, NOW);
    }
}

contract ProposeCompromise_IssuerDirectory_Test is KeyTest {
    function test_RevertGiven_TheCallerHasNoAuthority() external {
        expectNotAuthority(APPROVER);
        directory.proposeCompromise(ISSUER, KEY, NOW);
    }

    function test_RevertGiven_TheKeyIsUnknown() external {
        expectUnknownKey();
        directory.proposeCompromise(ISSUER, OTHER_KEY, NOW);
    }

    function testFuzz_RevertWhen_TheTimeIsInTheFuture(uint40 since) public {
        since = uint40(bound(since, NOW + 1, type(uint40).max));
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.CompromiseInFuture.selector, since, NOW));
        directory.proposeCompromise(ISSUER, KEY, since);
    }

    function test_RevertWhen_TheTimeIsInTheFuture() external {
        testFuzz_RevertWhen_TheTimeIsInTheFuture(NOW + 1);
    }

    function testFuzz_RevertWhen_TheTimeIsBeforeTheEpoch(uint40 since) public {
        since = uint40(bound(since, 0, START - 1));
        expectRefusal(
            BODY, abi.encodeWithSelector(IIssuerDirectory.CompromiseBeforeEpoch.selector, since, START)
        );
        directory.proposeCompromise(ISSUER, KEY, since);
    }

    function test_RevertWhen_TheTimeIsBeforeTheEpoch() external {
        testFuzz_RevertWhen_TheTimeIsBeforeTheEpoch(0);
    }

    function test_RevertWhen_TheTimeIsNotEarlierThanTheRecordedOne() external {
        propose(START + DAY);
        approveAs(ROOT, START + DAY);
        expectRefusal(
            BODY,
            abi.encodeWithSelector(IIssuerDirectory.CompromiseNotEarlier.selector, START + DAY, START + DAY)
        );
        directory.proposeCompromise(ISSUER, KEY, START + DAY);
    }

    function test_WhenTheTimeMayBe() external {
        vm.expectEmit();
        emit IIssuerDirectory.CompromiseProposed(ISSUER, KEY, BODY, START + DAY);
        propose(START + DAY);
        assertEq(compromisedSince(), 0);
        assertTrue(isGoodAt(NOW));
    }

    function test_GivenAnotherTimeWasProposed() external {
        propose(START + DAY);
        propose(NOW);
        expectRefusal(
            ROOT,
            abi.encodeWithSelector(IIssuerDirectory.CompromiseNotProposed.selector, ISSUER, KEY, START + DAY)
        );
        directory.approveCompromise(ISSUER, KEY, START + DAY);
        approveAs(ROOT, NOW);
        assertEq(compromisedSince(), NOW);
    }
}

contract ApproveCompromise_IssuerDirectory_Test is KeyTest {
    uint40 private constant SINCE = START + DAY;

    function test_RevertGiven_TheCallerMayNotApprove() external {
        propose(SINCE);
        expectNotAuthority(ANCHOR);
        directory.approveCompromise(ISSUER, KEY, SINCE);
    }

    function test_RevertGiven_NothingIsProposed() external {
        expectNotProposed(SINCE);
        directory.approveCompromise(ISSUER, KEY, SINCE);
    }

    function test_RevertWhen_TheTimeIsNotTheProposedOne() external {
        propose(SINCE);
        expectNotProposed(START);
        directory.approveCompromise(ISSUER, KEY, START);
    }

    function test_RevertGiven_TheCallerProposedIt() external {
        propose(SINCE);
        expectRefusal(BODY, abi.encodeWithSelector(IIssuerDirectory.SecondApproverRequired.selector, BODY));
        directory.approveCompromise(ISSUER, KEY, SINCE);
    }

    function test_RevertGiven_ItWasApproved() external {
        propose(SINCE);
        approveAs(APPROVER, SINCE);
        expectNotProposed(SINCE);
        directory.approveCompromise(ISSUER, KEY, SINCE);
    }

    function test_GivenTheCallerIsTheRoot() external {
        propose(SINCE);
        approveAs(ROOT, SINCE);
        assertEq(compromisedSince(), SINCE);
    }

    function test_GivenTheCallerHoldsTheRole() external {
        propose(SINCE);
        vm.expectEmit();
        emit IIssuerDirectory.CompromiseApproved(ISSUER, KEY, APPROVER, SINCE);
        approveAs(APPROVER, SINCE);
        assertEq(compromisedSince(), SINCE);
        assertTrue(isGoodAt(SINCE - 1));
        assertFalse(isGoodAt(SINCE));
    }

    function test_GivenTheEpochHasEnded() external {
        closeKey();
        propose(SINCE);
        approveAs(APPROVER, SINCE);
        assertEq(compromisedSince(), SINCE);
    }

    function test_WhenARecordedTimeMovesEarlier() external {
        propose(SINCE);
        approveAs(APPROVER, SINCE);
        propose(START);
        approveAs(APPROVER, START);
        assertEq(compromisedSince(), START);
    }

    function expectNotProposed(uint40 since) private {
        expectRefusal(
            APPROVER,
            abi.encodeWithSelector(IIssuerDirectory.CompromiseNotProposed.selector, ISSUER, KEY, since)
        );
    }
}

contract IsKeyGoodAt_IssuerDirectory_Test is KeyTest {
    function test_GivenTheKeyIsUnknown() external view {
        assertFalse(directory.isKeyGoodAt(ISSUER, OTHER_KEY, KeyPurpose.Credential, NOW));
        assertFalse(directory.isKeyGoodAt(OTHER_ISSUER, KEY, KeyPurpose.Credential, NOW));
    }

    function test_WhenThePurposeIsAnother() external view {
        assertFalse(directory.isKeyGoodAt(ISSUER, KEY, KeyPurpose.Status, NOW));
    }

    function test_WhenTheTimeIsBeforeTheEpoch() external view {
        assertFalse(isGoodAt(START - 1));
    }

    function test_WhenTheTimeIsAtItsEnd() external {
        closeKey();
        assertTrue(isGoodAt(NOW - 1));
        assertFalse(isGoodAt(NOW));
        assertFalse(isGoodAt(NOW + 1));
    }

    function test_WhenTheTimeIsAtTheCompromise() external {
        propose(START + DAY);
        approveAs(ROOT, START + DAY);
        assertTrue(isGoodAt(START + DAY - 1));
        assertFalse(isGoodAt(START + DAY));
        assertFalse(isGoodAt(NOW));
    }

    function test_WhenTheTimeIsInTheEpoch() external view {
        assertTrue(isGoodAt(START));
        assertTrue(isGoodAt(NOW));
    }
}

contract KeyEpochs_IssuerDirectory_Test is KeyTest {
    function test_GivenTheIssuerHasNoKeys() external view {
        assertEq(directory.keyEpochs(OTHER_ISSUER).length, 0);
        assertEq(directory.keyEpoch(OTHER_ISSUER, KEY).validFrom, 0);
    }

    function test_GivenTheIssuerHasKeys() external {
        vm.prank(BODY);
        directory.addKey(ISSUER, OTHER_KEY, KeyPurpose.Status);
        closeKey();
        KeyEpoch[] memory epochs = directory.keyEpochs(ISSUER);
        assertEq(epochs.length, 2);
        assertEq(abi.encode(epochs[0]), abi.encode(directory.keyEpoch(ISSUER, KEY)));
        assertEq(abi.encode(epochs[1]), abi.encode(directory.keyEpoch(ISSUER, OTHER_KEY)));
        assertEq(epochs[0].thumbprint, KEY);
    }
}
