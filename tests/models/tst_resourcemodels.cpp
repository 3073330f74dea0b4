#include "models/cellroles.h"
#include "models/diffmodel.h"
#include "models/historymodel.h"
#include "models/operationmodel.h"
#include "models/resourcelistmodel.h"
#include "models/resourcetreemodel.h"
#include "tests/models/fixture.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestResourceModels : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { speakEnglish(); }

    void theTreeShowsWhatTheOwnersMade()
    {
        ResourceTreeModel model(fixedClock());
        model.setState(share(exampleApp()));
        QCOMPARE(model.rowCount(), 4);
        const QModelIndex deployment = model.index(0, 0);
        QCOMPARE(model.rowCount(deployment), 2);
        const QModelIndex set = model.index(0, 0, deployment);
        QCOMPARE(set.data().toString(), u"example-app-6fd45"_s);
        QCOMPARE(model.rowCount(set), 2);
        QCOMPARE(model.index(0, ResourceTreeModel::Info, set).data().toString(), u"Running 1/1"_s);
        const auto mark
            = model.index(0, ResourceTreeModel::Sync).data(MarkRole).value<StatusMark>();
        QCOMPARE(mark.word, u"OutOfSync"_s);
        QVERIFY(!model.index(0, ResourceTreeModel::Sync, deployment).data(MarkRole).isValid());
    }

    void aNodeThatStaysKeepsItsIndex()
    {
        ResourceTreeModel model(fixedClock());
        AppState s = exampleApp();
        model.setState(share(s));
        const QPersistentModelIndex pod(model.index(1, 0, model.index(0, 0, model.index(0, 0))));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        s.tree[3].info = u"CrashLoopBackOff 0/1"_s;
        s.tree.removeAt(2);
        model.setState(share(s));
        QVERIFY(reset.isEmpty());
        QVERIFY(pod.isValid());
        QCOMPARE(pod.row(), 0);
        QCOMPARE(pod.sibling(0, ResourceTreeModel::Info).data().toString(),
                 u"CrashLoopBackOff 0/1"_s);
    }

    void randomTreesKeepTheModelSound()
    {
        ResourceTreeModel model(fixedClock());
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QRandomGenerator random(11);
        for (int round = 0; round < 120; ++round) {
            AppState s = application(u"a"_s);
            const int size = int(random.bounded(30));
            for (int i = 0; i < size; ++i)
                s.tree << node(key(u"Pod"_s, u"a"_s, u"p%1"_s.arg(random.bounded(20))),
                               i == 0 ? -1 : int(random.bounded(i + 1)) - 1, {});
            model.setState(share(s));
        }
        model.setState(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void aParentThatComesLaterIsNoEndlessLoop()
    {
        ResourceTreeModel model(fixedClock());
        AppState s = application(u"a"_s);
        s.tree = {node(key(u"Pod"_s, {}, u"a"_s), 1, {}), node(key(u"Pod"_s, {}, u"b"_s), 0, {})};
        model.setState(share(s));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowCount(model.index(0, 0)), 1);
    }

    void resourcesAreFilteredByWords()
    {
        ResourceListModel model(fixedClock());
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setState(share(exampleApp()));
        QCOMPARE(model.rowCount(), 5);
        model.setFilter(u"APPS ingress"_s);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, ResourceListModel::Kind).data().toString(), u"Ingress"_s);
        model.setFilter({});
        QCOMPARE(model.index(0, ResourceListModel::Differs).data().toString(),
                 u"image nginx 1.25-alpine → 1.26-alpine"_s);
    }

    void whatDiffersIsListedBeforeWhatDoesNot()
    {
        DiffModel model(fixedClock());
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setState(share(exampleApp()));
        QCOMPARE(model.row(0).object.kind, u"Deployment"_s);
        QCOMPARE(model.row(1).label, u"Unchanged · 4"_s);
        QCOMPARE(model.rowCount(), 6);
        model.setUnchangedShown(false);
        QCOMPARE(model.rowCount(), 2);
        model.setFilter(u"service"_s);
        QCOMPARE(model.row(0).label, u"Unchanged · 1"_s);
    }

    void anObjectThatCouldNotBeComparedIsNotUnchanged()
    {
        AppState s = exampleApp();
        s.resources[1].change = diff::Change::Unknown;
        s.resources[1].sync = diff::SyncStatus::Unknown;
        s.resources[1].error = {ErrorKind::Auth, u"services is forbidden"_s};
        DiffModel model(fixedClock());
        model.setState(share(s));
        QCOMPARE(model.row(1).object.kind, u"Service"_s);
        QCOMPARE(model.row(1).differs.text, u"services is forbidden"_s);
    }

    void historyIsNewestFirstAndSaysWhatIsLive()
    {
        HistoryModel model(fixedClock());
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setState(share(exampleApp()));
        QCOMPARE(model.rowCount(), 4);
        QVERIFY(model.row(0).onlyInGit);
        QVERIFY(model.row(1).live);
        QCOMPARE(model.row(1).entry.id, 3);
        QCOMPARE(model.details(model.row(2)), u"shop team · 6 days ago · took 9 s"_s);
        AppState deployed = exampleApp();
        deployed.revision.commit = deployed.history.last().commit;
        model.setState(share(deployed));
        QVERIFY(model.row(0).live);
    }

    void anOperationShowsWhatItWritesOnly()
    {
        auto operation = std::make_shared<sync::OperationState>(*runningOperation(u"a"_s));
        operation->steps[1].change = diff::Change::None;
        OperationModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setOperation(operation);
        QCOMPARE(model.rowCount(), 4);
        const OperationProgress p = progressOf(*operation);
        QCOMPARE(p.all, 4);
        QCOMPARE(p.done, 1);
        operation->steps[2].outcome = sync::StepOutcome::Unknown;
        QCOMPARE(progressOf(*operation).unknown, 1);
        QCOMPARE(progressOf(*operation).done, 1); // no answer is not done
    }
};

QTEST_GUILESS_MAIN(TestResourceModels)
#include "tst_resourcemodels.moc"
