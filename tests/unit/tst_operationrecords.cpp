#include "core/engine/operations.h"
#include "core/sync/database.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;

//! What the engine knows of the operations on record.
class TestOperationRecords : public QObject
{
    Q_OBJECT

private slots:
    void aRecordThatCannotBeReadIsNotForgottenOverAnother()
    {
        const QTemporaryDir folder;
        auto ledger = sync::Ledger::open(folder.path());
        QVERIFY(ledger);
        // The ledger's file as it is: of its format, nothing to be migrated.
        auto other
            = sync::Database::open(folder.filePath(u"ledger.sqlite"_s), 0x43617563, {"", ""});
        QVERIFY(other);
        Operations operations(u"ws"_s, ledger->get(), {});
        QVERIFY((*other)->run("ALTER TABLE operations RENAME TO hidden", {}));
        operations.recall(u"shop"_s, 10);
        QVERIFY((*other)->run("ALTER TABLE hidden RENAME TO operations", {}));
        operations.recall(u"bank"_s, 10);
        QVERIFY(operations.recordError(u"bank"_s).message.isEmpty());
        QVERIFY(!operations.recordError(u"shop"_s).message.isEmpty());
        QVERIFY(!operations.recordError().message.isEmpty());
        operations.recall(u"shop"_s, 10);
        QVERIFY(operations.recordError().message.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestOperationRecords)
#include "tst_operationrecords.moc"
