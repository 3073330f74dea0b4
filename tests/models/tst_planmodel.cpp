#include "models/planmodel.h"
#include "tests/models/fixture.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestPlanModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { speakEnglish(); }

    void stepsStandUnderTheirWaves()
    {
        PlanModel model(fixedClock());
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPlan(examplePlan(true));
        QStringList lines;
        for (const PlanRow& row : model.rows())
            lines << (row.kind == PlanRow::Kind::Step ? row.mark.word + u' ' + row.object.name
                                                      : row.label);
        QCOMPARE(
            lines,
            (QStringList {u"Sync · wave 0"_s, u"Update example-app"_s, u"Prune · wave 0"_s,
                          u"Delete old-settings"_s, u"4 unchanged objects are not touched"_s}));
        QCOMPARE(model.row(1).detail, u"image nginx 1.25-alpine → 1.26-alpine"_s);
        QVERIFY(!model.flags(model.index(0, 0)).testFlag(Qt::ItemIsSelectable));
    }

    void aRollbackSaysWhatItChangesItself()
    {
        PlanModel model(fixedClock());
        model.setPlan(rollbackPlan());
        // Not the 1.26 of the target revision.
        QCOMPARE(model.row(1).detail, u"image nginx 1.25-alpine → 1.24-alpine, 1 more field"_s);
        QCOMPARE(consequencesOf(*rollbackPlan()).first().text,
                 u"The pods of example-app restart: its pod template changes"_s);
    }

    void whatTheDryRunDidNotCheckIsMarked()
    {
        QCOMPARE(consequencesOf(*examplePlan()).last().text,
                 u"The server's dry run accepted what is updated"_s);
        auto plan = std::make_shared<sync::SyncPlan>(*examplePlan());
        plan->steps.first().predicted.reset();
        const Sentence last = consequencesOf(*plan).last();
        QCOMPARE(last.tone, Tone::Warning);
        QVERIFY2(last.text.startsWith(u"1 object not checked"_s), qPrintable(last.text));
    }

    void aRefusalIsShownInPlaceOfTheChange()
    {
        auto plan = std::make_shared<sync::SyncPlan>(*examplePlan());
        plan->steps.first().refusal = u"the kind is not served"_s;
        PlanModel model(fixedClock());
        model.setPlan(plan);
        QVERIFY(model.row(1).refused);
        QCOMPARE(consequencesOf(*plan).first().tone, Tone::Bad);
    }

    void restartsAreForetold()
    {
        QCOMPARE(consequencesOf(*examplePlan()).first().text,
                 u"The pods of example-app restart: its pod template changes"_s);
    }

    void whatDestroysMoreThanItselfIsAllowedOneByOne()
    {
        sync::SyncPlan plan;
        plan.protectedDeletions = {key(u"PersistentVolumeClaim"_s, u"a"_s, u"data"_s),
                                   key(u"ConfigMap"_s, u"a"_s, u"kept"_s)};
        plan.confirmedDeletions = {key(u"Namespace"_s, {}, u"shop"_s)};
        const QList<ProtectedDeletion> all = protectedDeletionsOf(plan);
        QCOMPARE(all.size(), 3);
        QCOMPARE(all.at(0).text, u"Delete ConfigMap kept"_s);
        QVERIFY(!all.at(0).isAllowed);
        QCOMPARE(all.at(1).text, u"Delete Namespace shop with all that it holds"_s);
        QVERIFY(all.at(1).isAllowed);
        QCOMPARE(all.at(2).key.name, u"data"_s);
        QVERIFY(!all.at(2).isAllowed);
        QVERIFY(protectedDeletionsOf(sync::SyncPlan()).isEmpty());
    }

    void manyRestartsAreANumber()
    {
        auto plan = std::make_shared<sync::SyncPlan>(*examplePlan());
        for (int i = 0; i < 40; ++i) {
            plan->steps << plan->steps.first();
            plan->steps.last().key.name = u"worker-%1"_s.arg(i);
        }
        const QList<Sentence> all = consequencesOf(*plan);
        QCOMPARE(all.size(), 2);
        QCOMPARE(all.first().text, u"The pods of 41 workloads restart or change their number"_s);
    }

    void guard_data()
    {
        QTest::addColumn<int>("objects");
        QTest::addColumn<int>("prunes");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("typed");
        QTest::newRow("five of six") << 6 << 5 << u"ConfigMap"_s << false;
        QTest::newRow("six of seven") << 7 << 6 << u"ConfigMap"_s << true;
        QTest::newRow("six of twenty") << 20 << 6 << u"ConfigMap"_s << false;
        QTest::newRow("seven of twenty") << 20 << 7 << u"ConfigMap"_s << true;
        QTest::newRow("one claim") << 20 << 1 << u"PersistentVolumeClaim"_s << true;
        QTest::newRow("one namespace") << 20 << 1 << u"Namespace"_s << true;
        QTest::newRow("one definition") << 20 << 1 << u"CustomResourceDefinition"_s << true;
        QTest::newRow("none") << 20 << 0 << u"Namespace"_s << false;
    }

    void guard()
    {
        QFETCH(int, objects);
        QFETCH(int, prunes);
        QFETCH(QString, kind);
        QFETCH(bool, typed);
        sync::SyncPlan plan;
        for (int i = 0; i < objects; ++i) {
            sync::PlanStep step;
            step.key = key(i < prunes ? kind : u"Service"_s, u"a"_s, QString::number(i));
            step.change = i < prunes ? diff::Change::Prune : diff::Change::None;
            plan.steps << step;
        }
        QCOMPARE(guardOf(plan).typedName, typed);
        QCOMPARE(!guardOf(plan).reasons.isEmpty(), typed);
    }
};

QTEST_GUILESS_MAIN(TestPlanModel)
#include "tst_planmodel.moc"
