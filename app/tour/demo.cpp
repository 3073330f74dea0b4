#include "app/tour/demo.h"

#include "app/tour/clusterpast.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/engine/workspacestore.h"
#include "core/sandbox/sandbox.h"

#include <QDir>
#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace cauce::tour {

Demo::Demo(std::unique_ptr<DemoFolder> folder)
    : m_folder(std::move(folder))
    , m_repository(m_folder->path())
{ }

Demo::~Demo() = default;

Result<std::unique_ptr<Demo>> Demo::start(const Options& options)
{
    const QString path = QDir::cleanPath(QDir::current().absoluteFilePath(
        options.folder.isEmpty() ? DemoFolder::standard() : options.folder));
    auto folder = DemoFolder::take(path, options.reset);
    if (!folder)
        return Failure {folder.error()};
    (*folder)->redirect();
    std::unique_ptr<Demo> demo(new Demo(*std::move(folder)));
    if (const auto started = demo->startCluster(); !started)
        return Failure {started.error()};
    if (!demo->m_folder->isComplete()) {
        if (const auto made = demo->make(); !made)
            return Failure {made.error()};
    }
    // Each time: the folder may have been moved.
    if (const auto saved = demo->saveWorkspace(); !saved)
        return Failure {saved.error()};
    return demo;
}

Result<void> Demo::startCluster()
{
    sandbox::Sandbox::Options options;
    options.folder = m_folder->clusterDir();
    options.keepsData = true;
    m_cluster = std::make_unique<sandbox::Sandbox>(options);
    return m_cluster->start();
}

Result<void> Demo::make()
{
    QElapsedTimer timer;
    timer.start();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (const auto made = m_repository.make(now); !made)
        return made;
    qCDebug(log::perf) << "demo: repository" << timer.restart() << "ms";
    ClusterPast past(now);
    if (const auto lived = past.live(m_repository, paths::state()); !lived)
        return lived;
    qCDebug(log::perf) << "demo: nine days of the cluster" << timer.restart() << "ms";
    m_cluster->with([&past](sandbox::Api& api) { past.moveTo(api); });
    // Its end writes what it holds: before the demo is called complete, and not some seconds later.
    m_cluster.reset();
    if (const auto complete = m_folder->setComplete(); !complete)
        return complete;
    const auto started = startCluster();
    qCDebug(log::perf) << "demo: moved in" << timer.restart() << "ms";
    return started;
}

Result<void> Demo::saveWorkspace() const
{
    Workspace workspace;
    workspace.name = workspaceName();
    workspace.repoUrl = m_repository.bareDir();
    workspace.revision = u"main"_s;
    workspace.path = u"clusters/k3s"_s;
    workspace.kubeconfig = m_cluster->kubeconfig();
    workspace.pollSeconds = 10;
    workspace.repoAliases.insert(u"https://git.example.com/acme/gitops.git"_s, workspace.repoUrl);
    return workspaces::save(workspace);
}

} // namespace cauce::tour
