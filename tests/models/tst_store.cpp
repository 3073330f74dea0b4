#include "models/store.h"
#include "tests/models/fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestStore : public QObject
{
    Q_OBJECT

private slots:
    void aStormIsPassedOnOnce()
    {
        Store store(fixedClock());
        QSignalSpy changed(&store, &Store::applicationsChanged);
        for (int i = 0; i < 500; ++i)
            store.putApplication(share(application(u"app-%1"_s.arg(i % 10))));
        QVERIFY(changed.isEmpty());
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toStringList().size(), 10);
        QCOMPARE(store.applications().rowCount(), 10);
    }

    void theNewestSnapshotWinsAndARemovalToo()
    {
        Store store(fixedClock());
        store.putApplication(share(application(u"a"_s)));
        AppState newer = application(u"a"_s);
        newer.sync = diff::SyncStatus::OutOfSync;
        store.putApplication(share(newer));
        store.flush();
        QCOMPARE(store.application(u"a"_s)->sync, diff::SyncStatus::OutOfSync);
        store.putApplication(share(newer));
        store.removeApplication(u"a"_s);
        store.flush();
        QVERIFY(store.application(u"a"_s) == nullptr);
    }

    void clearForgetsWhatWaits()
    {
        Store store(fixedClock());
        store.putApplication(share(application(u"a"_s)));
        store.setWorkspace(std::make_shared<const WorkspaceState>(workspace()));
        store.clear();
        store.flush();
        QCOMPARE(store.applications().rowCount(), 0);
        QVERIFY(store.workspace() == nullptr);
    }
};

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
