#include "core/diff/linediff.h"
#include "core/object/yamlreader.h"
#include "livefixtures.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::test::json;
using cauce::test::LiveBuilder;
using cauce::test::manifest;
using cauce::test::setOf;

namespace {

const QByteArray kGit = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: example-app
  namespace: apps
  annotations:
    argocd.argoproj.io/tracking-id: example-app:apps/Deployment:apps/example-app
spec:
  replicas: 2
  selector:
    matchLabels:
      app: example-app
  template:
    metadata:
      labels:
        app: example-app
    spec:
      containers:
        - name: nginx
          image: nginx:1.26-alpine
          ports:
            - containerPort: 80
)";

// As a server stores it after an apply of the same with 1.25: sorted, defaulted, with status.
const QByteArray kLive = R"({
  'apiVersion': 'apps/v1', 'kind': 'Deployment',
  'metadata': {
    'annotations': {
      'argocd.argoproj.io/tracking-id': 'example-app:apps/Deployment:apps/example-app',
      'deployment.kubernetes.io/revision': '1'
    },
    'creationTimestamp': '2024-05-01T10:00:00Z', 'generation': 1,
    'managedFields': [{'manager': 'cauce', 'operation': 'Apply', 'apiVersion': 'apps/v1',
      'time': '2024-05-01T10:00:00Z', 'fieldsType': 'FieldsV1', 'fieldsV1': {
        'f:metadata': {'f:annotations': {'f:argocd.argoproj.io/tracking-id': {}}},
        'f:spec': {'f:replicas': {}, 'f:selector': {}, 'f:template': {
          'f:metadata': {'f:labels': {'f:app': {}}},
          'f:spec': {'f:containers': {'k:{\"name\":\"nginx\"}': {'.': {}, 'f:name': {},
            'f:image': {}, 'f:ports': {'k:{\"containerPort\":80,\"protocol\":\"TCP\"}': {
              '.': {}, 'f:containerPort': {}}}}}}}}}}],
    'name': 'example-app', 'namespace': 'apps', 'resourceVersion': '100', 'uid': 'u1'
  },
  'spec': {
    'progressDeadlineSeconds': 600, 'replicas': 2, 'revisionHistoryLimit': 10,
    'selector': {'matchLabels': {'app': 'example-app'}},
    'strategy': {'rollingUpdate': {'maxSurge': '25%', 'maxUnavailable': '25%'},
                 'type': 'RollingUpdate'},
    'template': {
      'metadata': {'labels': {'app': 'example-app'}},
      'spec': {
        'containers': [{'image': 'nginx:1.25-alpine', 'imagePullPolicy': 'IfNotPresent',
          'name': 'nginx', 'ports': [{'containerPort': 80, 'protocol': 'TCP'}],
          'resources': {}, 'terminationMessagePath': '/dev/termination-log'}],
        'dnsPolicy': 'ClusterFirst', 'restartPolicy': 'Always'
      }
    }
  },
  'status': {'observedGeneration': 1, 'replicas': 2}
})";

object::Manifest gitManifest()
{
    const auto manifests = object::readManifests(kGit, u"apps/example-app/deployment.yaml"_s);
    if (!manifests || manifests->size() != 1)
        qFatal("the fixture is not readable");
    return manifests->first();
}

//! QByteArray's raw string has \" where a quote within a quoted key is meant.
object::Json liveJson()
{
    return json(QByteArray(kLive).replace("\\\"", "\\'"));
}

diff::ObjectDiff compared(const object::ManifestSet& set, const LiveBuilder& live)
{
    const auto result = diff::compare(set, live.build(), {u"example-app"_s, false});
    if (result.objects.size() != 1)
        qFatal("%d objects", int(result.objects.size()));
    return result.objects.first();
}

QStringList changedLines(const diff::ObjectText& text)
{
    QStringList lines;
    for (const auto& hunk : diff::lineDiff(text.live, text.desired).hunks) {
        for (const auto& line : hunk.lines) {
            if (line.kind != diff::DiffLine::Kind::Context)
                lines += (line.kind == diff::DiffLine::Kind::Removed ? u'-' : u'+') + line.text;
        }
    }
    return lines;
}

const QByteArray kSecret = "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s',"
                           "'namespace':'n'},'data':{'a':'b25l','b':'c2FtZQ=='}}";

} // namespace

class TestObjectText : public QObject
{
    Q_OBJECT

private slots:
    void theStoryShowsExactlyTwoLines_data()
    {
        QTest::addColumn<bool>("predicted");
        QTest::newRow("before the server was asked") << false;
        QTest::newRow("as the server predicted") << true;
    }

    void theStoryShowsExactlyTwoLines()
    {
        QFETCH(bool, predicted);
        auto diff = compared(setOf({gitManifest()}), LiveBuilder().add(manifest(liveJson())));
        QVERIFY(diff.needsPrediction);
        QCOMPARE(diff.fields.size(), 1);
        if (predicted) {
            object::Json answer = liveJson();
            QByteArray text = object::toJson(answer).replace("nginx:1.25", "nginx:1.26");
            text.replace("\"generation\":1", "\"generation\":2");
            diff = diff::refine(diff, manifest(text));
        }
        const auto text = diff::objectText(diff);
        QCOMPARE(changedLines(text),
                 (QStringList {u"-        image: nginx:1.25-alpine"_s,
                               u"+        image: nginx:1.26-alpine"_s}));
        const auto lines = diff::lineDiff(text.live, text.desired);
        QCOMPARE(lines.hunks.first().path, u"spec › template › spec › containers[name=nginx]"_s);
        QVERIFY(text.live.startsWith(u"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n"
                                     "  name: example-app\n  namespace: apps\n"_s));
    }

    void noiseIsNotShown()
    {
        const auto text = diff::objectText(
            compared(setOf({gitManifest()}), LiveBuilder().add(manifest(liveJson()))));
        for (const auto& noise :
             {u"managedFields"_s, u"resourceVersion"_s, u"uid"_s, u"generation"_s,
              u"creationTimestamp"_s, u"status"_s, u"deployment.kubernetes.io/revision"_s}) {
            QVERIFY2(!text.live.contains(noise), qPrintable(noise));
            QVERIFY2(!text.desired.contains(noise), qPrintable(noise));
        }
        QVERIFY(text.live.contains(u"progressDeadlineSeconds: 600"_s));
    }

    void whatOnlyOneSideHasKeepsTheOthersAligned()
    {
        object::Json live = liveJson();
        live.setPath({u"metadata", u"labels", u"extra"}, object::Json(u"1"_s));
        object::Json git = gitManifest().json();
        git.setPath({u"spec", u"template", u"spec", u"hostNetwork"}, object::Json(true));
        git.setPath({u"spec", u"paused"}, object::Json(true));
        const auto text = diff::objectText(
            compared(setOf({gitManifest().withJson(git)}), LiveBuilder().add(manifest(live))));
        QCOMPARE(changedLines(text),
                 (QStringList {u"-        image: nginx:1.25-alpine"_s,
                               u"+        image: nginx:1.26-alpine"_s,
                               u"+      hostNetwork: true"_s, u"+  paused: true"_s}));
    }

    void aCreationHasNoLiveTextAndAPruneNoDesiredOne()
    {
        LiveBuilder nothing;
        nothing.serve(u"apps"_s, u"v1"_s, u"Deployment"_s);
        const auto created = diff::objectText(compared(setOf({gitManifest()}), nothing));
        QCOMPARE(created.live, QString());
        QVERIFY(created.desired.contains(u"image: nginx:1.26-alpine"_s));
        const auto pruned = diff::objectText(compared({}, LiveBuilder().add(manifest(liveJson()))));
        QVERIFY(pruned.live.contains(u"image: nginx:1.25-alpine"_s));
        QCOMPARE(pruned.desired, QString());
    }

    void aSecretShowsThatItChangedAndNotWhat()
    {
        object::Json live = json(kSecret);
        live.setPath({u"data", u"a"}, object::Json(u"dHdv"_s));
        const auto text = diff::objectText(
            compared(setOf({manifest(kSecret)}), LiveBuilder().add(manifest(live))));
        QCOMPARE(changedLines(text),
                 (QStringList {u"-  a: ●●●●●● (before)"_s, u"+  a: ●●●●●● (after)"_s}));
        for (const auto& value : {u"b25l"_s, u"dHdv"_s, u"c2FtZQ"_s, u"one"_s, u"two"_s}) {
            QVERIFY(!text.live.contains(value));
            QVERIFY(!text.desired.contains(value));
        }
    }

    void anUnreadableObjectShowsWhatGitWants()
    {
        auto live = std::make_shared<cluster::LiveObject>(*test::liveObject(gitManifest()));
        live->json = "{not json";
        const auto diff = compared(setOf({gitManifest()}), LiveBuilder().add(live));
        QCOMPARE(diff.change, diff::Change::Unknown);
        const auto text = diff::objectText(diff);
        QCOMPARE(text.live, QString());
        QVERIFY(text.desired.contains(u"image: nginx:1.26-alpine"_s));
    }
};

QTEST_GUILESS_MAIN(TestObjectText)
#include "tst_objecttext.moc"
