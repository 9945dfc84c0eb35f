"""The acts of bulk issuing."""

from dataclasses import dataclass

from issuer.usecases.change_bulk_job import ChangeBulkJob
from issuer.usecases.export_bulk_offers import ExportBulkOffers
from issuer.usecases.read_bulk_jobs import ReadBulkJobs
from issuer.usecases.receive_bulk_file import ReceiveBulkFile


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkActs:
    """Everything that is done with bulk jobs."""

    receive: ReceiveBulkFile
    read: ReadBulkJobs
    change: ChangeBulkJob
    export_offers: ExportBulkOffers
