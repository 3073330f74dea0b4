#include "models/diffdocuments.h"
#include "tests/models/fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestDiffDocuments : public QObject
{
    Q_OBJECT

private slots:
    void theChangedLineIsThereWithItsOrigin()
    {
        const DiffDocumentPtr d = diffDocument(exampleDiff()->objects.first());
        QCOMPARE(d->lines.added, 1);
        QCOMPARE(d->lines.removed, 1);
        QCOMPARE(d->lines.hunks.size(), 1);
        QStringList changed;
        for (const diff::DiffLine& line : d->lines.hunks.first().lines) {
            if (line.kind != diff::DiffLine::Kind::Context)
                changed << line.text.trimmed();
        }
        QCOMPARE(changed,
                 (QStringList {u"image: nginx:1.25-alpine"_s, u"image: nginx:1.26-alpine"_s}));
        QVERIFY(d->origins.first().has_value());
        QCOMPARE(d->origins.first()->location.toString(), u"apps/example-app/deployment.yaml:19"_s);
    }

    void aRollbackIsShownAgainstTheLiveObject()
    {
        const QList<diff::ObjectDiff> all = planDifferences(*rollbackPlan());
        QCOMPARE(all.size(), 1);
        QVERIFY(all.first().live != nullptr);
        const DiffDocumentPtr d = diffDocument(all.first());
        QVERIFY(d->text.desired.contains(u"nginx:1.24-alpine"_s));
        QVERIFY(d->text.live.contains(u"nginx:1.25-alpine"_s));
        QCOMPARE(d->lines.added, 2);
    }

    void aPlanShowsWhatTheServerForesees()
    {
        auto plan = std::make_shared<sync::SyncPlan>(*rollbackPlan());
        // The server fills in what Git does not say: that is no change then.
        object::Json defaulted = deploymentJson(u"nginx:1.24-alpine"_s, 2);
        plan->steps.first().predicted = *object::Manifest::fromJson(defaulted);
        const DiffDocumentPtr d = diffDocument(planDifferences(*plan).first());
        QCOMPARE(d->lines.added, 1); // the image; what Git says of replicas the server overrules
        QVERIFY(!d->text.desired.contains(u"replicas: 5"_s));
    }

    void aPlanShowsWhatGoesOfAnEarlierTool()
    {
        auto plan = std::make_shared<sync::SyncPlan>(*rollbackPlan());
        sync::PlanStep& step = plan->steps.first();
        object::Json there = deploymentJson(u"nginx:1.25-alpine"_s, 2);
        there.setPath({u"spec", u"minReadySeconds"}, object::Json(qint64(3)));
        there.setPath({u"metadata", u"managedFields"},
                      json(R"([{"manager":"argocd-controller","operation":"Apply","apiVersion":
                      "apps/v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{
                      "f:minReadySeconds":{}}}}])"));
        auto seen = std::make_shared<cluster::LiveObject>(*step.seen);
        seen->json = object::toJson(there);
        step.seen = seen;
        // The dry run leaves it alone, as the other tool still owns it.
        step.predicted = *object::Manifest::fromJson(there);
        QVERIFY(diffDocument(planDifferences(*plan).first())
                    ->text.desired.contains(u"minReadySeconds"_s));
        step.adopts = true;
        const DiffDocumentPtr d = diffDocument(planDifferences(*plan).first());
        QVERIFY(d->text.live.contains(u"minReadySeconds"_s));
        QVERIFY2(!d->text.desired.contains(u"minReadySeconds"_s), qPrintable(d->text.desired));
    }

    void onlyTheNewestRequestAnswers()
    {
        DiffWorker worker;
        QSignalSpy ready(&worker, &DiffWorker::ready);
        worker.request({});
        worker.request(exampleDiff()->objects);
        QTRY_COMPARE(ready.size(), 1);
        const auto documents = ready.first().first().value<DiffDocumentsPtr>();
        QCOMPARE(documents->documents.size(), 1);
        QVERIFY(documents->find(key(u"Deployment"_s, u"apps"_s, u"example-app"_s)) != nullptr);
        QVERIFY(documents->find(key(u"Service"_s, u"apps"_s, u"example-app"_s)) == nullptr);
    }
};

QTEST_GUILESS_MAIN(TestDiffDocuments)
#include "tst_diffdocuments.moc"
