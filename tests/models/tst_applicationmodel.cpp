#include "models/applicationmodel.h"
#include "tests/models/fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestApplicationModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { speakEnglish(); }

    void changeNamesOnlyTheRolesThatChanged()
    {
        ApplicationModel model(fixedClock());
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply({share(application(u"shop"_s)), share(application(u"blog"_s))}, {});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        AppState s = application(u"blog"_s);
        s.sync = diff::SyncStatus::OutOfSync;
        s.resources.first() = resource(s.resources.first().key, diff::Change::Create);
        model.apply({share(s)}, {});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().at(0).toModelIndex().row(), 1);
        const auto roles = changed.first().at(2).value<QList<int>>();
        QVERIFY(roles.contains(ApplicationModel::SyncRole));
        QVERIFY(roles.contains(ApplicationModel::DiffersRole));
        QVERIFY(!roles.contains(ApplicationModel::HealthRole));
        QVERIFY(!roles.contains(ApplicationModel::CommitRole));
    }

    void theSameSnapshotIsSilent()
    {
        ApplicationModel model(fixedClock());
        const AppStatePtr shop = share(application(u"shop"_s));
        model.apply({shop}, {});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.apply({shop}, {});
        QVERIFY(changed.isEmpty());
    }

    void rowsBelowARemovedOneAreStillFound()
    {
        ApplicationModel model(fixedClock());
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(
            {share(application(u"a"_s)), share(application(u"b"_s)), share(application(u"c"_s))},
            {});
        AppState c = application(u"c"_s);
        c.health.status = health::HealthStatus::Degraded;
        model.apply({share(c)}, {u"b"_s, u"not there"_s});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(1).data(ApplicationModel::HealthRole).toInt(),
                 int(health::HealthStatus::Degraded));
        QVERIFY(!model.row(u"b"_s));
    }

    void theBatchIsAnnouncedOnce()
    {
        ApplicationModel model(fixedClock());
        QSignalSpy applied(&model, &ApplicationModel::applied);
        model.apply(drawnApplications(), {u"x"_s});
        QCOMPARE(applied.size(), 1);
    }

    void theWorstRanksHighest()
    {
        using health::HealthStatus;
        AppState degraded = application(u"a"_s);
        degraded.health.status = HealthStatus::Degraded;
        AppState missing = application(u"a"_s);
        missing.health.status = HealthStatus::Missing;
        AppState broken = application(u"a"_s);
        broken.conditions = {{u"ComparisonError"_s, u"x"_s}};
        AppState unknown = application(u"a"_s);
        unknown.sync = diff::SyncStatus::Unknown;
        AppState suspended = application(u"a"_s);
        suspended.health.status = HealthStatus::Suspended;
        const AppState healthy = application(u"a"_s);
        const AppState all[] {degraded, missing, broken, exampleApp(), unknown, suspended, healthy};
        for (size_t i = 1; i < std::size(all); ++i)
            QVERIFY2(rankOf(all[i - 1]) > rankOf(all[i]), qPrintable(QString::number(i)));
        QVERIFY(needsAttention(unknown));
        QVERIFY(!needsAttention(suspended));
    }

    void searchLooksAtImagesAndKinds()
    {
        ApplicationModel model(fixedClock());
        model.apply({share(exampleApp())}, {});
        const QString text = model.row(u"example-app"_s)->searchText;
        for (const QString& word :
             {u"nginx:1.25-alpine"_s, u"ingress"_s, u"web team"_s, u"4be21c9"_s})
            QVERIFY2(text.contains(word), qPrintable(word));
    }
};

QTEST_GUILESS_MAIN(TestApplicationModel)
#include "tst_applicationmodel.moc"
