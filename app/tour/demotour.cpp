#include "app/tour/demotour.h"

#include "app/application.h"
#include "app/tour/demo.h"
#include "core/base/async.h"
#include "core/sandbox/sandbox.h"
#include "models/errorwords.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationpage.h"
#include "ui/widgets/messagebar.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::tour {

namespace {

constexpr int kManyReplicas = 5;
constexpr int kFlood = 5'000;

DemoStory::Places placesOf(Demo& demo)
{
    DemoStory::Places places;
    places.clone = demo.repository().cloneDir();
    places.kubeconfig = demo.cluster().kubeconfig();
    return places;
}

//! `kubectl scale` as the server sees it.
sandbox::Request scaleRequest(const DemoStory::Places& places)
{
    sandbox::Request request;
    request.verb = sandbox::Verb::Patch;
    request.patch = sandbox::PatchType::Merge;
    request.group = u"apps"_s;
    request.version = u"v1"_s;
    request.resource = u"deployments"_s;
    request.subresource = u"scale"_s;
    request.nameSpace = places.nameSpace;
    request.name = places.application;
    request.body.setPath({u"spec", u"replicas"}, object::Json(qint64(kManyReplicas)));
    request.fieldManager = u"kubectl"_s;
    request.userAgent = u"kubectl/v1.32.0"_s;
    return request;
}

Result<void> scaleDeployment(sandbox::Sandbox& cluster, const DemoStory::Places& places)
{
    sandbox::Answer answer;
    cluster.with([&](sandbox::Api& api) { answer = api.answer(scaleRequest(places)); });
    if (answer.isOk())
        return {};
    return fail(ErrorKind::Conflict, answer.body[u"message"].toString());
}

} // namespace

DemoTour::DemoTour(Application& application, Demo& demo)
    : m_application(application)
    , m_demo(demo)
    , m_story(application.store(), placesOf(demo))
    , m_strip(&application.window().addDemo(m_story))
{
    m_pool.setMaxThreadCount(1);
    connect(m_strip, &DemoStrip::stepPressed, this, &DemoTour::doStep);
    connect(m_strip, &DemoStrip::faultChosen, this, &DemoTour::choose);
    connect(&application.window().applicationPage(), &ApplicationPage::shownChanged, this,
            &DemoTour::onShown);
    connect(&application.store(), &Store::diffChanged, this, &DemoTour::onShown);
    // After the page, which was connected before and now shows the plan. Other pages ask for plans,
    // too: only the one that can be run is the one that is meant.
    connect(&application.store(), &Store::planReady, this, [this] {
        if (m_confirmNext)
            m_application.window().applicationPage().confirm();
    });
    connect(&application.commands(), &Commands::syncAsked, this, [this] { m_confirmNext = false; });
    // Whatever became of it, the person can go on.
    const auto free = [this] { m_strip->setBusy(false); };
    connect(&application.store(), &Store::planFailed, this, free);
    connect(&application.store(), &Store::operationRefused, this, free);
    connect(&application.store(), &Store::operationChanged, this,
            [free](const sync::OperationStatePtr& operation) {
                if (operation->isFinished())
                    free();
            });
    connect(&application, &Application::refreshed, this, free);
    readUpgrade();
}

void DemoTour::doStep(int step)
{
    switch (step) {
    case DemoStory::Push:
        push();
        break;
    case DemoStory::SeeChange:
    case DemoStory::SeeWho:
        showDiff();
        break;
    case DemoStory::Sync:
    case DemoStory::Heal:
        sync();
        break;
    case DemoStory::Scale:
        scale();
        break;
    default:
        m_application.window().showApplications();
        readUpgrade();
        m_story.restart();
        break;
    }
}

void DemoTour::push()
{
    m_strip->setBusy(true);
    onResult(QtConcurrent::run(&m_pool,
                               [repository = m_demo.repository()] { return repository.upgrade(); }),
             this, [this](const Result<QString>& commit) {
                 if (!commit)
                     return complain(commit.error());
                 emit m_application.commands().refreshAsked({});
             });
}

void DemoTour::showDiff()
{
    MainWindow& window = m_application.window();
    const QString& name = m_story.places().application;
    if (!window.applicationPage().isVisible() || window.applicationPage().application() != name)
        window.showApplication(name);
    window.applicationPage().goBack();
    window.applicationPage().setTab(ApplicationPage::Diff);
}

void DemoTour::sync()
{
    m_strip->setBusy(true);
    MainWindow& window = m_application.window();
    window.showApplication(m_story.places().application);
    m_confirmNext = true;
    window.applicationPage().beginSync();
    if (!window.applicationPage().isSyncing()) { // Git or the cluster cannot be reached
        m_confirmNext = false;
        m_strip->setBusy(false);
    }
}

void DemoTour::scale()
{
    m_strip->setBusy(true);
    onResult(QtConcurrent::run(&m_pool,
                               [cluster = &m_demo.cluster(), places = m_story.places()] {
                                   return scaleDeployment(*cluster, places);
                               }),
             this, [this](const Result<void>& scaled) {
                 m_strip->setBusy(false);
                 if (!scaled)
                     complain(scaled.error());
             });
}

void DemoTour::readUpgrade()
{
    onResult(QtConcurrent::run(
                 &m_pool, [repository = m_demo.repository()] { return repository.nextUpgrade(); }),
             this, [this](const Result<SampleRepository::Upgrade>& next) {
                 if (next)
                     m_story.setUpgrade(next->from, next->to);
             });
}

void DemoTour::onShown()
{
    const ApplicationPage& page = m_application.window().applicationPage();
    m_story.setDiffShown(page.isVisible() && page.application() == m_story.places().application
                         && page.tab() == ApplicationPage::Diff && !page.isSyncing());
}

void DemoTour::choose(DemoFault fault, bool on)
{
    sandbox::Sandbox& cluster = m_demo.cluster();
    sandbox::Faults faults = cluster.faults();
    switch (fault) {
    case DemoFault::Latency:
        faults.latency = on ? 800ms : 0ms;
        break;
    case DemoFault::SlowLists:
        faults.listLatency = on ? 4000ms : 0ms;
        break;
    case DemoFault::CutConnections:
        faults.cutConnections = 20;
        break;
    case DemoFault::ForbiddenDeployments:
        faults.forbidden
            = on ? std::optional(object::GroupKind {u"apps"_s, u"Deployment"_s}) : std::nullopt;
        break;
    case DemoFault::ForbiddenSecrets:
        faults.forbidden = on ? std::optional(object::GroupKind {{}, u"Secret"_s}) : std::nullopt;
        break;
    case DemoFault::SilentWatches:
        faults.silentWatches = on;
        break;
    case DemoFault::Flood:
        // Blocks until all are made: not in this thread.
        (void)QtConcurrent::run(&m_pool, [&cluster] { cluster.flood(u"shop"_s, kFlood); });
        return;
    case DemoFault::Count:
        return;
    }
    cluster.setFaults(faults);
}

void DemoTour::complain(const Error& error)
{
    m_strip->setBusy(false);
    Notice notice;
    notice.title = tr("This step of the demo could not be done");
    notice.text = tr("Nothing was changed. The details say why; `--reset` begins the demo afresh.");
    notice.details = error.message;
    m_application.window().messages().put(u"demo"_s, notice);
}

} // namespace cauce::tour
