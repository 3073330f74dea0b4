// What the sandbox's API costs: 1,000 applications of 50 objects each, all through the rules of the
// API, with managedFields. One thread, no network.

#include "core/object/jsoncodec.h"
#include "core/sandbox/api.h"

#include <QFile>
#include <QHash>

#include <cstdio>
#include <ctime>
#include <malloc.h>

using namespace cauce::sandbox;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

constexpr int kApplications = 1'000;
constexpr int kPods = 40; // of an application's 50 objects, besides 10 of other kinds

// Of the processor's time: what one core does, whatever else the machine is busy with.
class Timer
{
public:
    void restart() { m_start = std::clock(); }
    qint64 elapsed() const { return qint64(std::clock() - m_start) * 1000 / CLOCKS_PER_SEC; }

private:
    std::clock_t m_start = std::clock();
};

Json parsed(const QByteArray& text)
{
    const auto json = cauce::object::parseJson(text);
    if (!json)
        qFatal("%s", qPrintable(json.error().message));
    return *json;
}

qint64 residentKilobytes()
{
    malloc_trim(0);
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toLongLong();
    }
    return 0;
}

Json podTemplate(const QByteArray& name)
{
    return parsed(R"({"metadata":{"labels":{"app":")" + name
                  + R"("}},"spec":{"containers":[)"
                    R"({"name":"main","image":"nginx:1.25-alpine","ports":[{"containerPort":80}],)"
                    R"("env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],)"
                    R"("resources":{"requests":{"cpu":"100m","memory":"64Mi"}},)"
                    R"("readinessProbe":{"httpGet":{"path":"/","port":80}}}]}})");
}

Json workload(const QByteArray& kind, const QByteArray& name)
{
    Json object = parsed(R"({"apiVersion":"apps/v1","kind":")" + kind + R"(","metadata":{"name":")"
                         + name + R"(","namespace":")" + name + R"(","labels":{"app":")" + name
                         + R"("}},"spec":{"replicas":40,"selector":{"matchLabels":{"app":")" + name
                         + R"("}}}})");
    object.setPath({u"spec", u"template"}, podTemplate(name));
    return object;
}

Json configMap(const QByteArray& nameSpace, int number)
{
    return parsed(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c)"
                  + QByteArray::number(number) + R"(","namespace":")" + nameSpace
                  + R"("},"data":{"key":"value","other":"a longer value of a configuration"}})");
}

Json pod(const Json& owner, const QByteArray& name, int number)
{
    Json object = podTemplate(name);
    object.set(u"apiVersion"_s, Json(u"v1"_s));
    object.set(u"kind"_s, Json(u"Pod"_s));
    object.setPath({u"metadata", u"name"},
                   Json(u"%1-%2"_s.arg(QString::fromLatin1(name)).arg(number)));
    object.setPath({u"metadata", u"namespace"}, Json(QString::fromLatin1(name)));
    Json reference = parsed(R"({"apiVersion":"apps/v1","kind":"ReplicaSet","controller":true})");
    reference.set(u"name"_s, owner.path({u"metadata", u"name"}));
    reference.set(u"uid"_s, owner.path({u"metadata", u"uid"}));
    object.setPath({u"metadata", u"ownerReferences"}, Json(Json::Items {reference}));
    return object;
}

Json must(const Answer& answer)
{
    if (!answer.isOk())
        qFatal("%s", cauce::object::toJson(answer.body).constData());
    return answer.body;
}

void makeApplication(Api& api, int number)
{
    const QByteArray name = "app-" + QByteArray::number(number);
    const QString manager = u"bench"_s;
    must(api.create(
        parsed(R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":")" + name + R"("}})"),
        manager));
    must(api.create(workload("Deployment", name), manager));
    const Json set = must(api.create(workload("ReplicaSet", name), manager));
    for (int i = 0; i < 7; ++i)
        must(api.create(configMap(name, i), manager));
    for (int i = 0; i < kPods; ++i)
        must(api.create(pod(set, name, i), manager));
}

// What a kubelet writes of a Pod that has become ready.
void makeReady(Api& api, const StoredPtr& stored)
{
    Json object = stored->json();
    object.set(
        u"status"_s,
        parsed(R"({"phase":"Running","podIP":"10.0.0.1","conditions":[)"
               R"({"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T03:04:05Z"},)"
               R"({"type":"ContainersReady","status":"True"}],"containerStatuses":[)"
               R"({"name":"main","image":"nginx:1.25-alpine","imageID":"","ready":true,)"
               R"("restartCount":0,"state":{"running":{"startedAt":"2026-01-02T03:04:05Z"}}}]})"));
    must(api.update(object, u"kubelet"_s, u"status"_s));
}

void applyImage(Api& api, int number, const QByteArray& image)
{
    const QByteArray name = "app-" + QByteArray::number(number);
    Request request;
    request.verb = Verb::Patch;
    request.patch = PatchType::Apply;
    request.group = u"apps"_s;
    request.version = u"v1"_s;
    request.resource = u"deployments"_s;
    request.nameSpace = request.name = QString::fromLatin1(name);
    request.fieldManager = u"cauce"_s;
    request.force = true;
    request.body = workload("Deployment", name);
    Json container = request.body.path({u"spec", u"template", u"spec", u"containers"}).at(0);
    container.set(u"image"_s, Json(QString::fromLatin1(image)));
    request.body.setPath({u"spec", u"template", u"spec", u"containers"},
                         Json(Json::Items {container}));
    must(api.answer(request));
}

void report(const char* what, qint64 count, qint64 milliseconds)
{
    std::printf("%-44s %7lld in %6lld ms: %6.0f a second\n", what, count, milliseconds,
                1000.0 * double(count) / double(std::max(milliseconds, qint64(1))));
    std::fflush(stdout);
}

} // namespace

int main()
{
    const auto kinds = Kinds::builtIn();
    if (!kinds)
        qFatal("%s", qPrintable(kinds.error().message));
    Api api(*kinds);
    const qint64 empty = residentKilobytes();
    Timer timer;
    for (int i = 0; i < kApplications; ++i)
        makeApplication(api, i);
    report("created", kApplications * 50, timer.elapsed());

    qint64 bytes = 0;
    const auto pods = api.store().list({{}, u"pods"_s});
    for (const StoredPtr& stored : pods)
        bytes += stored->bytes.size();
    const qint64 full = residentKilobytes();
    std::printf("memory: %lld MB, %lld bytes an object (a Pod is %lld bytes of JSON)\n",
                (full - empty) / 1024, (full - empty) * 1024 / (kApplications * 50),
                bytes / qint64(pods.size()));

    timer.restart();
    for (int i = 0; i < 10'000; ++i)
        makeReady(api, pods[size_t(i)]);
    report("status of a Pod written by a controller", 10'000, timer.elapsed());
    timer.restart();
    for (int i = 0; i < kApplications; ++i)
        applyImage(api, i, "nginx:1.26-alpine");
    report("Deployment applied, first", kApplications, timer.elapsed());
    timer.restart();
    for (int i = 0; i < kApplications; ++i)
        applyImage(api, i, "nginx:1.27-alpine");
    report("Deployment applied, image changed", kApplications, timer.elapsed());
    timer.restart();
    for (int i = 0; i < kApplications; ++i)
        applyImage(api, i, "nginx:1.27-alpine");
    report("Deployment applied, nothing changed", kApplications, timer.elapsed());

    timer.restart();
    Request list;
    list.verb = Verb::List;
    list.version = u"v1"_s;
    list.resource = u"pods"_s;
    list.limit = 500;
    qint64 listed = 0;
    do {
        const auto page = api.page(list);
        listed += qint64(std::get<0>(page).items.size());
        list.continueToken = std::get<0>(page).continueToken;
    } while (!list.continueToken.isEmpty());
    report("Pods listed, 500 a page", listed, timer.elapsed());
    std::printf("memory at the end, with history: %lld MB\n", (residentKilobytes() - empty) / 1024);
    return 0;
}
