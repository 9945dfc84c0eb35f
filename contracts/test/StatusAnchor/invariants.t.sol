// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import { Test } from "forge-std/Test.sol";

import { StatusAnchor } from "../../src/StatusAnchor.sol";
import { IStatusAnchor } from "../../src/interfaces/IStatusAnchor.sol";
import { ListId } from "../../src/Types.sol";
import { Fixture } from "../Fixture.sol";

/// Publishes on several lists in any order, and keeps beside the contract what it should hold.
contract PublishingHandler is Test {
    struct Published {
        bytes32 root;
        uint40 time;
    }

    StatusAnchor private immutable ANCHOR;
    address private immutable ACCOUNT;
    ListId[] public lists;
    mapping(uint256 listIndex => Published[]) private _published;

    constructor(StatusAnchor anchor, address account) {
        (ANCHOR, ACCOUNT) = (anchor, account);
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(account);
            lists.push(anchor.registerList(vm.toString(i), 2, 8));
        }
    }

    function publishOne(uint8 listIndex, bytes32 root, uint8 secondsLater) external {
        skip(secondsLater % 3);
        IStatusAnchor.Update[] memory updates = new IStatusAnchor.Update[](1);
        updates[0] = nextUpdate(listIndex % 3, root);
        vm.prank(ACCOUNT);
        ANCHOR.publish(updates);
    }

    function publishAll(bytes32 root, uint8 secondsLater) external {
        skip(secondsLater % 3);
        IStatusAnchor.Update[] memory updates = new IStatusAnchor.Update[](3);
        for (uint256 i = 0; i < 3; ++i) {
            updates[i] = nextUpdate(i, root);
        }
        vm.prank(ACCOUNT);
        ANCHOR.publish(updates);
    }

    function countOf(uint256 listIndex) external view returns (uint64) {
        return uint64(_published[listIndex].length);
    }

    function publishedAs(uint256 listIndex, uint64 sequence) external view returns (Published memory) {
        return _published[listIndex][sequence - 1];
    }

    function nextUpdate(uint256 listIndex, bytes32 root) private returns (IStatusAnchor.Update memory) {
        _published[listIndex].push(Published({ root: root, time: uint40(block.timestamp) }));
        return IStatusAnchor.Update({
            list: lists[listIndex],
            sequence: uint64(_published[listIndex].length),
            bits: 2,
            entries: 8,
            root: root,
            tokenDigest: root
        });
    }
}

contract Invariants_StatusAnchor_Test is Fixture {
    PublishingHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new PublishingHandler(anchor, ANCHOR);
        targetContract(address(handler));
    }

    function invariant_EveryHeadStandsAsItWasPublished() external view {
        for (uint256 i = 0; i < 3; ++i) {
            ListId list = handler.lists(i);
            uint64 count = handler.countOf(i);
            assertEq(anchor.listRecord(list).sequence, count);
            for (uint64 sequence = 1; sequence <= count; ++sequence) {
                PublishingHandler.Published memory published = handler.publishedAs(i, sequence);
                (bytes32 head, uint40 anchoredAt) = anchor.headBySequence(list, sequence);
                IStatusAnchor.Update memory update =
                    IStatusAnchor.Update(list, sequence, 2, 8, published.root, published.root);
                assertEq(head, headOf(update));
                assertEq(anchoredAt, published.time);
            }
        }
    }

    function invariant_TheHeadAtItsOwnTimeIsTheLastOfThatTime() external view {
        for (uint256 i = 0; i < 3; ++i) {
            uint64 count = handler.countOf(i);
            uint64 last = count;
            for (uint64 sequence = count; sequence > 0; --sequence) {
                uint40 time = handler.publishedAs(i, sequence).time;
                if (handler.publishedAs(i, last).time != time) last = sequence;
                (uint64 found,,) = anchor.headAt(handler.lists(i), time);
                assertEq(found, last);
            }
        }
    }
}
