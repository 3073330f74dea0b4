#include "core/sandbox/controllers.h"

#include "core/sandbox/control/addresscontroller.h"
#include "core/sandbox/control/bootstrap.h"
#include "core/sandbox/control/cronjobcontroller.h"
#include "core/sandbox/control/daemonsetcontroller.h"
#include "core/sandbox/control/deploymentcontroller.h"
#include "core/sandbox/control/endpointcontroller.h"
#include "core/sandbox/control/eventexpiry.h"
#include "core/sandbox/control/garbagecollector.h"
#include "core/sandbox/control/jobcontroller.h"
#include "core/sandbox/control/kubelet.h"
#include "core/sandbox/control/namespacecontroller.h"
#include "core/sandbox/control/podlogs.h"
#include "core/sandbox/control/replicasetcontroller.h"
#include "core/sandbox/control/scheduler.h"
#include "core/sandbox/control/statefulsetcontroller.h"
#include "core/sandbox/control/volumecontroller.h"

namespace cauce::sandbox {

using namespace control;

struct Controllers::Private
{
    Private(Api& api, const Pace& pace)
        : loop(api, pace)
    { }

    Loop loop;
};

Controllers::Controllers(Api& api, Pace pace, const QByteArray& caPem)
    : d(std::make_unique<Private>(api, pace))
{
    Loop& loop = d->loop;
    auto& collector = loop.add(std::make_unique<GarbageCollector>(loop), {});
    loop.add(std::make_unique<NamespaceController>(loop, caPem), {});
    loop.add(std::make_unique<EventExpiry>(loop), {resource::events});
    loop.add(std::make_unique<DeploymentController>(loop),
             {resource::deployments, resource::replicaSets});
    loop.add(std::make_unique<ReplicaSetController>(loop), {resource::replicaSets, resource::pods});
    loop.add(std::make_unique<StatefulSetController>(loop),
             {resource::statefulSets, resource::pods});
    loop.add(std::make_unique<DaemonSetController>(loop),
             {resource::daemonSets, resource::pods, resource::nodes});
    loop.add(std::make_unique<JobController>(loop), {resource::jobs, resource::pods});
    loop.add(std::make_unique<CronJobController>(loop), {resource::cronJobs, resource::jobs});
    loop.add(std::make_unique<VolumeController>(loop),
             {resource::claims, resource::volumes, resource::pods});
    loop.add(std::make_unique<Scheduler>(loop),
             {resource::pods, resource::nodes, resource::claims});
    auto& kubelet = loop.add(std::make_unique<Kubelet>(loop), {resource::nodes, resource::pods});
    loop.add(std::make_unique<EndpointController>(loop),
             {resource::services, resource::endpointSlices, resource::pods});
    loop.add(std::make_unique<AddressController>(loop), {resource::services, resource::ingresses});
    loop.start();
    collector.hasSeenAll();
    furnishCluster(api);
    api.podLog = [&api, &kubelet](const Request& request, const object::Json& pod) {
        return podLog(request, pod, kubelet, api.clock().now());
    };
}

Controllers::~Controllers()
{
    d->loop.api().podLog = {};
}

void Controllers::run()
{
    d->loop.run();
}

std::optional<std::chrono::milliseconds> Controllers::nextDue() const
{
    return d->loop.nextDue();
}

void Controllers::onDue(std::function<void()> told)
{
    d->loop.onDue = std::move(told);
}

} // namespace cauce::sandbox
