#include "models/differencewords.h"
#include "tests/models/fixture.h"

#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestDifferenceWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { speakEnglish(); }

    void field_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("live");
        QTest::addColumn<QString>("desired");
        QTest::addColumn<QString>("words");
        const auto row
            = [](const char* name, const QString& path, const QString& live, const QString& desired,
                 const QString& words, const QString& kind = u"Deployment"_s) {
                  QTest::newRow(name) << kind << path << live << desired << words;
              };
        const QString container = u"spec.template.spec.containers[name=nginx]"_s;
        row("image tag", container + u".image"_s, u"nginx:1.25"_s, u"nginx:1.26"_s,
            u"image nginx 1.25 → 1.26"_s);
        row("image below a registry with a port", container + u".image"_s, u"reg:5000/a/web:1"_s,
            u"reg:5000/a/web:2"_s, u"image web 1 → 2"_s);
        row("another image", container + u".image"_s, u"nginx:1.25"_s, u"caddy:2"_s,
            u"image nginx:1.25 → caddy:2"_s);
        row("image without a tag", container + u".image"_s, u"nginx"_s, u"nginx:1.26"_s,
            u"image nginx latest → 1.26"_s);
        row("environment variable", container + u".env[name=LEVEL].value"_s, u"info"_s, u"debug"_s,
            u"env LEVEL info → debug"_s);
        row("limit", container + u".resources.limits.memory"_s, u"64Mi"_s, u"128Mi"_s,
            u"limits.memory 64Mi → 128Mi"_s);
        row("a key with dots in brackets", u"data[app.conf]"_s, u"a"_s, u"b"_s,
            u"data app.conf a → b"_s, u"ConfigMap"_s);
        row("long text is not quoted", u"data.config"_s, QString(90, u'x'), u"y"_s,
            u"data.config changes"_s, u"ConfigMap"_s);
        row("a secret is never quoted", u"data.password"_s, u"b2xk"_s, u"bmV3"_s,
            u"data.password changes"_s, u"Secret"_s);
        row("empty text is seen", u"spec.type"_s, QString(), u"b"_s, u"type \"\" → b"_s);
    }

    void field()
    {
        QFETCH(QString, kind);
        QFETCH(QString, path);
        QFETCH(QString, live);
        QFETCH(QString, desired);
        QFETCH(QString, words);
        const auto c = change(path, object::Json(live), object::Json(desired));
        QCOMPARE(differencewords::field(key(kind, u"a"_s, u"b"_s), c, now()), words);
    }

    void aLongImageIsToldByItsLastParts()
    {
        const auto k = key(u"Deployment"_s, u"a"_s, u"b"_s);
        const QString image = u"registry.eu-west-1.example.com/a-team/with-a-name/storefront:"_s;
        QCOMPARE(
            differencewords::field(k, imageChange(image + u"3.7.2"_s, image + u"3.8.0"_s), now()),
            u"image storefront 3.7.2 → 3.8.0"_s);
    }

    void driftNamesWhoAndWhen()
    {
        const auto k = key(u"Deployment"_s, u"a"_s, u"b"_s);
        QCOMPARE(differencewords::field(k, replicaChange(5, 3), now()),
                 u"replicas 5 → 3 by kubectl-scale, 10:32"_s);
        auto earlier = replicaChange(5, 3);
        earlier.managedAt = earlier.managedAt.addDays(-3);
        QVERIFY(differencewords::field(k, earlier, now()).endsWith(u"kubectl-scale, 21 Nov"_s));
    }

    void whatIsAddedOrRemovedSaysSo()
    {
        auto c = replicaChange(5, 3);
        c.manager.clear();
        c.live.reset();
        QCOMPARE(differencewords::field({}, c, now()), u"replicas is added"_s);
        c = replicaChange(5, 3);
        c.manager.clear();
        c.desired.reset();
        QCOMPARE(differencewords::field({}, c, now()), u"replicas is removed"_s);
    }

    void theImageIsToldFirst()
    {
        auto label = change(u"metadata.labels.team"_s, object::Json(u"a"_s), object::Json(u"b"_s));
        const QList<diff::FieldChange> changes {label, replicaChange(5, 3),
                                                imageChange(u"nginx:1"_s, u"nginx:2"_s)};
        QCOMPARE(differencewords::fields(key(u"Deployment"_s, {}, {}), changes, now()),
                 u"image nginx 1 → 2, 2 more fields"_s);
    }

    void applicationTellsItsImage()
    {
        const Sentence s = differencewords::application(exampleApp(), now());
        QCOMPARE(s.text, u"image nginx 1.25-alpine → 1.26-alpine"_s);
        QCOMPARE(s.tone, Tone::Warning);
    }

    void applicationCountsWhatIsMadeAndPruned()
    {
        AppState s = application(u"a"_s);
        s.sync = diff::SyncStatus::OutOfSync;
        s.resources = {resource(key(u"Service"_s, {}, u"1"_s), diff::Change::Create),
                       resource(key(u"Service"_s, {}, u"2"_s), diff::Change::Create),
                       resource(key(u"Service"_s, {}, u"3"_s), diff::Change::Prune)};
        QCOMPARE(differencewords::application(s, now()).text,
                 u"2 objects to create, 1 object to prune"_s);
    }

    void whatRunsOrIsWrongComesBeforeWhatDiffers()
    {
        AppState s = exampleApp();
        s.health = {health::HealthStatus::Degraded, u"2 of 3 pods: CrashLoopBackOff"_s};
        QCOMPARE(differencewords::application(s, now()).text, u"2 of 3 pods: CrashLoopBackOff"_s);
        s.conditions = {{u"ComparisonError"_s, u"deployment.yaml:3: no kind"_s}};
        QCOMPARE(differencewords::application(s, now()).text, u"deployment.yaml:3: no kind"_s);
        s.operation = runningOperation(u"example-app"_s);
        QCOMPARE(differencewords::application(s, now()),
                 (Sentence {u"syncing 2 of 5"_s, Tone::Running}));
    }

    void podsThatFailAlikeAreCounted()
    {
        AppState s = application(u"a"_s);
        s.health = {health::HealthStatus::Degraded, {}};
        for (int i = 0; i < 3; ++i)
            s.tree << node(key(u"Pod"_s, u"a"_s, u"a-%1"_s.arg(i)), 0,
                           i < 2 ? u"ImagePullBackOff 0/1"_s : u"Running 1/1"_s);
        for (int i = 0; i < 2; ++i)
            s.tree[i].health
                = health::Health {health::HealthStatus::Degraded, u"rpc error: a long one"_s};
        QCOMPARE(differencewords::application(s, now()).text, u"2 of 3 pods: ImagePullBackOff"_s);
    }

    void theObjectThatIsToBlameSpeaks()
    {
        AppState s = application(u"a"_s);
        s.health = {health::HealthStatus::Degraded, u"Caused by apps/Deployment:a/a"_s};
        s.resources.first().health
            = health::Health {health::HealthStatus::Degraded, u"progress deadline"_s};
        QCOMPARE(differencewords::application(s, now()).text, u"progress deadline"_s);
        auto pod = node(key(u"Pod"_s, u"shop"_s, u"a-1"_s), -1, {});
        pod.managed = false;
        pod.health = health::Health {health::HealthStatus::Degraded, u"ImagePullBackOff"_s};
        s.tree = {pod};
        QCOMPARE(differencewords::application(s, now()).text, u"ImagePullBackOff"_s);
    }

    void aWarningIsNoError()
    {
        AppState s = application(u"a"_s);
        s.conditions = {{u"SharedResourceWarning"_s, u"shared"_s}};
        QCOMPARE(differencewords::application(s, now()).text, u"Nothing to do"_s);
    }

    void unknownIsNeverNothingToDo()
    {
        AppState s = application(u"a"_s);
        s.sync = diff::SyncStatus::Unknown;
        QVERIFY(differencewords::application(s, now()).text != u"Nothing to do"_s);
        s.evaluatedAt = {};
        s.sync = diff::SyncStatus::Synced;
        QVERIFY(differencewords::application(s, now()).text != u"Nothing to do"_s);
    }

    void theButtonSaysWhatItWillDo()
    {
        QCOMPARE(differencewords::action(0, 1, 0), u"Update 1 object"_s);
        QCOMPARE(differencewords::action(3, 0, 1), u"Create 3, prune 1 object"_s);
        QCOMPARE(differencewords::action(0, 2, 3), u"Update 2, prune 3 objects"_s);
        QCOMPARE(differencewords::action(0, 0, 0), u"Nothing to do"_s);
    }

    void hostileNamesStayOnOneLine()
    {
        auto c = change(u"data.<b>\nx"_s, object::Json(u"a\u202Eb"_s), object::Json(u"c"_s));
        c.manager = u"evil\u202E"_s;
        const QString words = differencewords::field({}, c, now());
        QVERIFY(!words.contains(u'\n'));
        QVERIFY(!words.contains(QChar(0x202E)));
    }
};

QTEST_GUILESS_MAIN(TestDifferenceWords)
#include "tst_differencewords.moc"
