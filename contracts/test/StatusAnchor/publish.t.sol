// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { StatusAnchor } from "../../src/StatusAnchor.sol";
import { IIssuerDirectory } from "../../src/interfaces/IIssuerDirectory.sol";
import { IStatusAnchor } from "../../src/interfaces/IStatusAnchor.sol";
import { ListId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

contract Publish_StatusAnchor_Test is Fixture {
    ListId private list;

    function setUp() public override {
        super.setUp();
        list = registerList();
    }

    function test_RevertWhen_NoUpdateIsGiven() external {
        vm.expectRevert(IStatusAnchor.NothingToPublish.selector);
        vm.prank(ANCHOR);
        anchor.publish(new IStatusAnchor.Update[](0));
    }

    function test_RevertGiven_TheCallerAnchorsForNobody() external {
        IStatusAnchor.Update[] memory updates = only(anUpdate(list, 1));
        vm.expectRevert(abi.encodeWithSelector(IIssuerDirectory.NotAnchorAccount.selector, STRANGER));
        vm.prank(STRANGER);
        anchor.publish(updates);
    }

    function test_RevertGiven_TheAccountWasRemoved() external {
        vm.prank(BODY);
        directory.removeAnchorAccount(ANCHOR);
        expectRefusal(
            anUpdate(list, 1), abi.encodeWithSelector(IIssuerDirectory.NotAnchorAccount.selector, ANCHOR)
        );
    }

    function test_RevertGiven_TheIssuerIsSuspended() external {
        vm.prank(BODY);
        directory.suspendIssuer(ISSUER);
        skip(DAY);
        expectRefusal(
            anUpdate(list, 1),
            abi.encodeWithSelector(IIssuerDirectory.IssuerIsSuspended.selector, ISSUER, START)
        );
    }

    function test_GivenTheIssuerIsReinstated() external {
        vm.startPrank(BODY);
        directory.suspendIssuer(ISSUER);
        directory.reinstateIssuer(ISSUER);
        vm.stopPrank();
        publish(anUpdate(list, 1));
        assertEq(anchor.listRecord(list).sequence, 1);
    }

    function test_GivenTheBodyIsWithdrawn() external {
        vm.prank(ROOT);
        directory.withdrawBody(BODY);
        publish(anUpdate(list, 1));
        assertEq(anchor.listRecord(list).sequence, 1);
    }

    function test_RevertGiven_NobodyRegisteredTheList() external {
        ListId unknown = ListId.wrap(keccak256("unknown"));
        expectRefusal(
            anUpdate(unknown, 1), abi.encodeWithSelector(IStatusAnchor.ListUnknown.selector, unknown)
        );
    }

    function test_RevertGiven_TheListIsOfAnotherIssuer() external {
        address otherAnchor = accreditOtherIssuer();
        IStatusAnchor.Update[] memory updates = only(anUpdate(list, 1));
        vm.expectRevert(abi.encodeWithSelector(IStatusAnchor.ListOfAnotherIssuer.selector, list, 1, 2));
        vm.prank(otherAnchor);
        anchor.publish(updates);
    }

    function testFuzz_RevertWhen_TheSequenceIsNotTheNext(uint64 sequence) public {
        publish(anUpdate(list, 1));
        vm.assume(sequence != 2);
        expectRefusal(
            anUpdate(list, sequence),
            abi.encodeWithSelector(IStatusAnchor.SequenceNotNext.selector, list, 1, sequence)
        );
    }

    function test_RevertWhen_TheSequenceIsTheSameAgain() external {
        testFuzz_RevertWhen_TheSequenceIsNotTheNext(1);
    }

    function test_RevertWhen_TheSequenceSkipsOne() external {
        testFuzz_RevertWhen_TheSequenceIsNotTheNext(3);
    }

    function test_RevertWhen_TheFirstSequenceIsNotOne() external {
        expectRefusal(
            anUpdate(list, 0), abi.encodeWithSelector(IStatusAnchor.SequenceNotNext.selector, list, 0, 0)
        );
        expectRefusal(
            anUpdate(list, 2), abi.encodeWithSelector(IStatusAnchor.SequenceNotNext.selector, list, 0, 2)
        );
    }

    function test_RevertWhen_TheBitsChange() external {
        IStatusAnchor.Update memory update = anUpdate(list, 1);
        update.bits = 1;
        expectRefusal(update, abi.encodeWithSelector(IStatusAnchor.BitsChanged.selector, list, 2, 1));
    }

    function testFuzz_RevertWhen_TheEntriesShrink(uint64 entries) public {
        IStatusAnchor.Update memory update = anUpdate(list, 1);
        update.entries = uint64(bound(entries, 0, (1 << 20) - 1));
        expectRefusal(
            update,
            abi.encodeWithSelector(IStatusAnchor.EntriesShrank.selector, list, 1 << 20, update.entries)
        );
    }

    function test_RevertWhen_TheEntriesShrink() external {
        testFuzz_RevertWhen_TheEntriesShrink((1 << 20) - 1);
    }

    function test_WhenOneOfSeveralIsRefused() external {
        IStatusAnchor.Update[] memory updates = new IStatusAnchor.Update[](2);
        (updates[0], updates[1]) = (anUpdate(list, 1), anUpdate(list, 3));
        vm.expectRevert(abi.encodeWithSelector(IStatusAnchor.SequenceNotNext.selector, list, 1, 3));
        vm.prank(ANCHOR);
        anchor.publish(updates);
        assertEq(anchor.listRecord(list).sequence, 0);
    }

    function test_WhenSeveralListsAreUpdated() external {
        vm.prank(ANCHOR);
        ListId second = anchor.registerList("https://issuer.example/status/2", 2, 8);
        IStatusAnchor.Update[] memory updates = new IStatusAnchor.Update[](2);
        (updates[0], updates[1]) = (anUpdate(list, 1), anUpdate(second, 1));
        vm.prank(ANCHOR);
        anchor.publish(updates);
        assertHead(updates[0], START);
        assertHead(updates[1], START);
    }

    function test_WhenOneListIsUpdatedTwice() external {
        IStatusAnchor.Update[] memory updates = new IStatusAnchor.Update[](2);
        (updates[0], updates[1]) = (anUpdate(list, 1), anUpdate(list, 2));
        vm.prank(ANCHOR);
        anchor.publish(updates);
        assertHead(updates[0], START);
        assertHead(updates[1], START);
    }

    function testFuzz_WhenTheUpdateFollows(uint64 entries, bytes32 root, bytes32 tokenDigest) public {
        IStatusAnchor.Update memory update = anUpdate(list, 1);
        update.entries = uint64(bound(entries, 1 << 20, type(uint64).max));
        (update.root, update.tokenDigest) = (root, tokenDigest);
        vm.expectEmit();
        emit IStatusAnchor.HeadAnchored(list, 1, 2, update.entries, root, tokenDigest);
        publish(update);
        assertHead(update, START);
        assertEq(anchor.listRecord(list).entries, update.entries);
    }

    function test_WhenTheUpdateFollows() external {
        testFuzz_WhenTheUpdateFollows(1 << 20, keccak256("root"), keccak256("token"));
    }

    function testFuzz_WhenTheUpdateFollows_EarlierHeadsStay(uint8 count, uint16 interval) public {
        count = uint8(bound(count, 1, 20));
        publishHeads(list, count, interval);
        for (uint64 sequence = 1; sequence <= count; ++sequence) {
            assertHead(anUpdate(list, sequence), START + (sequence - 1) * uint40(interval));
        }
    }

    function test_WhenTheUpdateFollows_EarlierHeadsStay() external {
        testFuzz_WhenTheUpdateFollows_EarlierHeadsStay(13, 600);
    }

    /// The same parts and word stand in the tests of the Python client.
    function test_WhenTheUpdateFollows_TheHeadIsThatOfTheVector() external {
        vm.chainId(20_260_701);
        deployCodeTo("StatusAnchor.sol:StatusAnchor", abi.encode(directory), address(0x1111));
        anchor = StatusAnchor(address(0x1111));
        registerList();
        IStatusAnchor.Update memory update = anUpdate(list, 1);
        (update.root, update.tokenDigest) = (bytes32(uint256(0x22)), bytes32(uint256(0x33)));
        publish(update);
        (, bytes32 head,) = anchor.currentHead(list);
        assertEq(head, VECTOR);
    }

    bytes32 private constant VECTOR = 0x213f7d419408b1209201672158107ec6d8c6c8c7d5dbee0ed25ae7084934e412;

    function expectRefusal(IStatusAnchor.Update memory update, bytes memory refusal) private {
        IStatusAnchor.Update[] memory updates = only(update);
        vm.expectRevert(refusal);
        vm.prank(ANCHOR);
        anchor.publish(updates);
    }

    function assertHead(IStatusAnchor.Update memory update, uint256 time) private view {
        (bytes32 head, uint40 anchoredAt) = anchor.headBySequence(update.list, update.sequence);
        assertEq(head, headOf(update));
        assertEq(anchoredAt, time);
    }
}
