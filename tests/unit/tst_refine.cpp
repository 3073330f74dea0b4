#include "core/diff/compare.h"
#include "core/object/yamlreader.h"
#include "livefixtures.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::diff::Change;
using cauce::diff::SyncStatus;
using cauce::test::json;
using cauce::test::LiveBuilder;
using cauce::test::manifest;
using cauce::test::setOf;

namespace {

const QByteArray kGit = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
      - name: nginx
        image: nginx:1.26
        args:
        - -v
      - name: log
        image: log:1
)";

const QByteArray kLive = R"({
  'apiVersion': 'apps/v1', 'kind': 'Deployment',
  'metadata': {'name': 'web', 'namespace': 'shop', 'uid': 'u', 'resourceVersion': '7',
    'generation': 3, 'managedFields': [
      {'manager': 'kubectl-client-side-apply', 'operation': 'Update',
       'time': '2024-05-01T10:00:00Z', 'fieldsType': 'FieldsV1',
       'fieldsV1': {'f:spec': {'f:template': {'f:spec': {'f:containers': {
         'k:{~name~:~nginx~}': {'.': {}, 'f:name': {}, 'f:image': {}, 'f:args': {}},
         'k:{~name~:~log~}': {'.': {}, 'f:name': {}, 'f:image': {}}}}}}}},
      {'manager': 'kubectl', 'operation': 'Update', 'subresource': 'scale',
       'time': '2024-05-02T10:00:00Z', 'fieldsType': 'FieldsV1',
       'fieldsV1': {'f:spec': {'f:replicas': {}}}}]},
  'spec': {'replicas': 2, 'template': {'spec': {'containers': [
    {'name': 'nginx', 'image': 'nginx:1.25', 'args': ['-v'], 'imagePullPolicy': 'IfNotPresent'},
    {'name': 'log', 'image': 'log:1', 'imagePullPolicy': 'IfNotPresent'}]}}},
  'status': {'replicas': 2}
})";

object::Json liveJson()
{
    QByteArray text = kLive;
    text.replace('~', "\\\"");
    return json(text);
}

object::Manifest gitManifest()
{
    const auto read = object::readManifests(kGit, u"apps/web.yaml"_s);
    if (!read)
        qFatal("%s", qPrintable(read.error().message));
    return read->first();
}

diff::ObjectDiff local(const object::Manifest& desired = gitManifest(),
                       const object::Json& live = liveJson())
{
    return diff::compare(setOf({desired}), LiveBuilder().add(manifest(live)).build(),
                         {u"shop"_s, false})
        .objects.first();
}

//! What a server answers: live, changed by \p change.
template <typename Change>
object::Manifest answer(Change change, const object::Json& live = liveJson())
{
    object::Json out = live;
    change(out);
    return manifest(out);
}

object::Manifest answerWithImage(const QString& image)
{
    return answer([&](object::Json& out) {
        object::Json containers = out.path({u"spec", u"template", u"spec", u"containers"});
        object::Json first = containers.at(0);
        first.set(u"image"_s, object::Json(image));
        containers.replace(0, first);
        out.setPath({u"spec", u"template", u"spec", u"containers"}, containers);
        out.setPath({u"metadata", u"generation"}, object::Json(qint64(4)));
        out.setPath({u"metadata", u"managedFields"}, object::Json::emptyArray());
    });
}

} // namespace

class TestRefine : public QObject
{
    Q_OBJECT

private slots:
    void anEqualAnswerIsSynced()
    {
        const auto before = local();
        QVERIFY(before.needsPrediction);
        const auto after = diff::refine(
            before, answer([](object::Json& out) {
                out.setPath({u"metadata", u"managedFields"}, object::Json::emptyArray());
                out.setPath({u"status", u"replicas"}, object::Json(qint64(5)));
            }));
        QCOMPARE(after.change, Change::None);
        QCOMPARE(after.status, SyncStatus::Synced);
        QVERIFY(after.fields.isEmpty());
        QVERIFY(!after.needsPrediction);
    }

    void aChangeIsToldWithOwnerTimeAndPlace()
    {
        const auto after = diff::refine(local(), answerWithImage(u"nginx:1.26"_s));
        QCOMPARE(after.change, Change::Update);
        QCOMPARE(after.status, SyncStatus::OutOfSync);
        QVERIFY(!after.needsPrediction);
        QVERIFY(after.predicted.has_value());
        QCOMPARE(after.fields.size(), 1);
        const auto& field = after.fields.first();
        QCOMPARE(field.path, u"spec.template.spec.containers[name=nginx].image"_s);
        QCOMPARE(field.pointer.toString(), u"/spec/template/spec/containers/0/image"_s);
        QCOMPARE(field.live->toString(), u"nginx:1.25"_s);
        QCOMPARE(field.desired->toString(), u"nginx:1.26"_s);
        QCOMPARE(field.manager, u"kubectl-client-side-apply"_s);
        QCOMPARE(field.managedAt, QDateTime(QDate(2024, 5, 1), QTime(10, 0), Qt::UTC));
        QCOMPARE(field.location.toString(), u"apps/web.yaml:11"_s);
    }

    void thePointerIsGitsWhereverTheServerPutTheItem()
    {
        object::Json live = liveJson();
        object::Json containers = live.path({u"spec", u"template", u"spec", u"containers"});
        containers = object::Json(object::Json::Items {json("{'name':'extra','image':'x'}"),
                                                       containers.at(1), containers.at(0)});
        live.setPath({u"spec", u"template", u"spec", u"containers"}, containers);
        const auto after = diff::refine(
            local(gitManifest(), live),
            answer(
                [&](object::Json& out) {
                    object::Json items = containers;
                    object::Json log = items.at(1);
                    log.set(u"image"_s, object::Json(u"log:2"_s));
                    items.replace(1, log);
                    out.setPath({u"spec", u"template", u"spec", u"containers"}, items);
                },
                live));
        QCOMPARE(after.fields.size(), 1);
        QCOMPARE(after.fields.first().pointer.toString(),
                 u"/spec/template/spec/containers/1/image"_s);
        QCOMPARE(after.fields.first().location.line, 15);
    }

    void whatGitDoesNotMentionIsNoDifference()
    {
        // The watch is behind: somebody scaled, and the server already knows.
        const auto scaled = answer([](object::Json& out) {
            out.setPath({u"spec", u"replicas"}, object::Json(qint64(9)));
        });
        QCOMPARE(diff::refine(local(), scaled).change, Change::None);
        // An admission plugin would add a label.
        const auto labelled = answer([](object::Json& out) {
            out.setPath({u"metadata", u"labels", u"injected"}, object::Json(u"yes"_s));
        });
        QCOMPARE(diff::refine(local(), labelled).change, Change::None);
    }

    void whatComesAlongWithAChangeIsShown()
    {
        object::Json out = answerWithImage(u"nginx:1.26"_s).json();
        out.setPath({u"metadata", u"labels", u"injected"}, object::Json(u"yes"_s));
        const auto after = diff::refine(local(), manifest(out));
        QCOMPARE(after.fields.size(), 2);
        QCOMPARE(after.fields.last().path, u"spec.template.spec.containers[name=nginx].image"_s);
        QCOMPARE(after.fields.first().path, u"metadata.labels.injected"_s);
        QVERIFY(!after.fields.first().live.has_value());
        QCOMPARE(after.fields.first().location.toString(), QString());
    }

    void aRemovalIsADifference()
    {
        const auto after = diff::refine(local(), answer([](object::Json& out) {
                                            object::Json spec = out[u"spec"];
                                            spec.remove(u"replicas");
                                            out.set(u"spec"_s, spec);
                                        }));
        QCOMPARE(after.change, Change::Update);
        const auto& field = after.fields.first();
        QCOMPARE(field.path, u"spec.replicas"_s);
        QCOMPARE(field.live->toInteger(), 2);
        QVERIFY(!field.desired.has_value());
        QCOMPARE(field.manager, u"kubectl scale"_s); // through the subresource scale
        QCOMPARE(field.location.toString(), QString());
    }

    void aRefusalLeavesItOutOfSyncWithTheServersWords()
    {
        const auto after
            = diff::refine(local(), fail(ErrorKind::Invalid, u"spec.selector: immutable"_s));
        QCOMPARE(after.change, Change::Update);
        QCOMPARE(after.status, SyncStatus::OutOfSync);
        QCOMPARE(after.error.message, u"spec.selector: immutable"_s);
        QVERIFY(!after.needsPrediction);
        QCOMPARE(after.fields.size(), 1); // as far as we can tell ourselves
    }

    void noAnswerIsAskedForAgain()
    {
        for (const auto kind :
             {ErrorKind::Timeout, ErrorKind::Network, ErrorKind::Cancelled, ErrorKind::RateLimited})
            QVERIFY(diff::refine(local(), fail(kind, u"x"_s)).needsPrediction);
        auto again = diff::refine(local(), fail(ErrorKind::Timeout, u"x"_s));
        again = diff::refine(again, answerWithImage(u"nginx:1.26"_s));
        QVERIFY(again.error.message.isEmpty());
    }

    void aSecretsFieldsAndErrorsAreMasked()
    {
        const QByteArray secret = "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s',"
                                  "'namespace':'n'},'data':{'k':'Q0FOQVJZTkVX'}}";
        object::Json live = json(secret);
        live.setPath({u"data", u"k"}, object::Json(u"Q0FOQVJZT0xE"_s));
        const auto before = local(manifest(secret), live);
        const auto after = diff::refine(before, manifest(secret));
        QCOMPARE(after.fields.size(), 1);
        QCOMPARE(after.fields.first().path, u"data.k"_s);
        QCOMPARE(after.fields.first().live->toString(), u"●●●●●● (before)"_s);
        QCOMPARE(after.fields.first().desired->toString(), u"●●●●●● (after)"_s);
        const auto refused = diff::refine(
            before,
            fail(ErrorKind::Invalid, u"data.k: \"Q0FOQVJZTkVX\" is CANARYNEW, not base64"_s));
        QCOMPARE(refused.error.message, u"data.k: \"●●●●●●\" is ●●●●●●, not base64"_s);
    }

    void anAnswerInAnotherVersionIsJudgedByItsManagers()
    {
        const QByteArray desired
            = "{'apiVersion':'autoscaling/v1','kind':'HorizontalPodAutoscaler','metadata':{"
              "'name':'h','namespace':'n'},'spec':{'targetCPUUtilizationPercentage':70}}";
        const QByteArray managers
            = "[{'manager':'cauce','operation':'Apply','time':'2024-05-01T10:00:00Z',"
              "'fieldsV1':{'f:spec':{'f:targetCPUUtilizationPercentage':{}}}}]";
        const QByteArray live
            = "{'apiVersion':'autoscaling/v2','kind':'HorizontalPodAutoscaler','metadata':{"
              "'name':'h','namespace':'n','managedFields':"
            + managers + "},'spec':{'metrics':[{'type':'Resource'}]}}";
        const auto before = local(manifest(desired), json(live));
        QVERIFY(before.needsPrediction);
        object::Json same = json(desired);
        same.setPath({u"metadata", u"managedFields"}, json(managers));
        QCOMPARE(diff::refine(before, manifest(same)).change, Change::None);
        object::Json other = json(desired);
        other.setPath({u"metadata", u"managedFields"},
                      json(QByteArray(managers).replace("10:00", "11:00")));
        const auto changed = diff::refine(before, manifest(other));
        QCOMPARE(changed.change, Change::Update);
        QCOMPARE(changed.fields.size(), 1);
        QCOMPARE(changed.fields.first().path, u"apiVersion"_s);
    }

    void theStatusFollowsTheWorst()
    {
        const auto object = [](SyncStatus status) {
            diff::ObjectDiff diff;
            diff.status = status;
            return diff;
        };
        diff::Comparison comparison;
        QCOMPARE(diff::statusOf(comparison), SyncStatus::Synced);
        comparison.objects = {object(SyncStatus::Synced)};
        QCOMPARE(diff::statusOf(comparison), SyncStatus::Synced);
        comparison.objects += object(SyncStatus::OutOfSync);
        QCOMPARE(diff::statusOf(comparison), SyncStatus::OutOfSync);
        comparison.objects += object(SyncStatus::Unknown);
        QCOMPARE(diff::statusOf(comparison), SyncStatus::Unknown);
        comparison.objects.last().hook = true;
        QCOMPARE(diff::statusOf(comparison), SyncStatus::OutOfSync);
    }
};

QTEST_GUILESS_MAIN(TestRefine)
#include "tst_refine.moc"
