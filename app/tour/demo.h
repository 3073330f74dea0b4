#pragma once

#include "app/tour/demofolder.h"
#include "app/tour/samplerepository.h"
#include "core/base/result.h"

#include <memory>

namespace cauce::sandbox {
class Sandbox;
}

namespace cauce::tour {

//! \brief All that a demo needs besides the window: its folder, the repository, the cluster in this
//! process, and the workspace that joins the two. Main thread; must outlive the engine.
class Demo
{
public:
    struct Options
    {
        QString folder; //!< empty: DemoFolder::standard()
        bool reset = false; //!< afresh, whatever was there
    };

    //! \brief Makes what is missing and starts the cluster; blocks up to two seconds the first
    //! time.
    //!
    //! From then on this program's configuration, cache and state are in the demo's folder.
    //! \return what DemoFolder::take() returns; what git, the disk or the port refused
    static Result<std::unique_ptr<Demo>> start(const Options& options);
    ~Demo();
    Demo(const Demo&) = delete;
    Demo& operator=(const Demo&) = delete;

    static QString workspaceName() { return QStringLiteral("demo"); }
    const SampleRepository& repository() const { return m_repository; }
    sandbox::Sandbox& cluster() { return *m_cluster; }

private:
    explicit Demo(std::unique_ptr<DemoFolder> folder);
    Result<void> make();
    Result<void> startCluster();
    Result<void> saveWorkspace() const;

    std::unique_ptr<DemoFolder> m_folder;
    SampleRepository m_repository;
    std::unique_ptr<sandbox::Sandbox> m_cluster;
};

} // namespace cauce::tour
