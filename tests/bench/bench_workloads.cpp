// What the simulated controllers cost: 1,000 Deployments of three Pods each until all are ready,
// then the rollout of a single one among them. One thread, a clock that is set, no network.

#include "core/object/jsoncodec.h"
#include "core/sandbox/control/resources.h"
#include "core/sandbox/controllers.h"

#include <cstdio>
#include <ctime>

using namespace cauce::sandbox;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

constexpr int kDeployments = 1'000;

struct Time
{
    QDateTime now {QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC};
    std::chrono::milliseconds steady {1'000};
};

double cpuSeconds()
{
    return double(std::clock()) / CLOCKS_PER_SEC;
}

Json deployment(int i, const QByteArray& image)
{
    const QByteArray name = "app-" + QByteArray::number(i);
    const QByteArray text = R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":")"
        + name + R"(","namespace":"apps"},"spec":{"replicas":3,"selector":{"matchLabels":{"app":")"
        + name + R"("}},"template":{"metadata":{"labels":{"app":")" + name
        + R"("}},"spec":{"containers":[{"name":"main","image":")" + image
        + R"(","ports":[{"containerPort":80}],"resources":{"requests":{"cpu":"50m"}}}]}}}})";
    const auto json = cauce::object::parseJson(text);
    if (!json)
        qFatal("%s", qPrintable(json.error().message));
    return *json;
}

// Lets time pass until nothing more is due within ten seconds.
void settle(Controllers& controllers, Time& time)
{
    const auto end = time.steady + std::chrono::seconds(10);
    controllers.run();
    for (auto due = controllers.nextDue(); due && *due <= end; due = controllers.nextDue()) {
        const auto next = std::max(*due, time.steady);
        time.now = time.now.addMSecs((next - time.steady).count());
        time.steady = next;
        controllers.run();
    }
}

int available(Api& api)
{
    int count = 0;
    for (const StoredPtr& stored : api.store().list(control::resource::deployments, u"apps"_s))
        count += stored->json().path({u"status", u"availableReplicas"}).toInteger() == 3;
    return count;
}

} // namespace

int main()
{
    Time time;
    cauce::Clock clock;
    clock.now = [&time] { return time.now; };
    clock.steady = [&time] { return time.steady; };
    auto kinds = Kinds::builtIn();
    if (!kinds)
        qFatal("%s", qPrintable(kinds.error().message));
    Api api(*kinds, clock);
    Controllers controllers(api);
    api.create(*cauce::object::parseJson(
                   R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"apps"}})"),
               u"bench"_s);
    settle(controllers, time);

    double start = cpuSeconds();
    for (int i = 0; i < kDeployments; ++i)
        api.create(deployment(i, "nginx:1.25"), u"bench"_s);
    const double created = cpuSeconds() - start;
    start = cpuSeconds();
    const qint64 before = api.store().revision();
    settle(controllers, time);
    const double ready = cpuSeconds() - start;
    const qint64 writes = api.store().revision() - before;
    std::printf(
        "%d Deployments created: %.2f CPU s; %d available (%lld writes): %.2f CPU s, %.0f us "
        "a write\n",
        kDeployments, created, available(api), static_cast<long long>(writes), ready,
        ready * 1e6 / double(writes));

    Json one = deployment(7, "nginx:1.26");
    start = cpuSeconds();
    const qint64 from = api.store().revision();
    api.update(one, u"bench"_s);
    settle(controllers, time);
    std::printf("rollout of one among them: %.1f CPU ms, %lld writes; %d available\n",
                (cpuSeconds() - start) * 1e3, static_cast<long long>(api.store().revision() - from),
                available(api));
    return 0;
}
