#pragma once

#include "app/tour/samplerepository.h"
#include "models/demostory.h"
#include "ui/panels/demostrip.h"

#include <QThreadPool>

namespace cauce {

class Application;

namespace tour {

class Demo;

//! \brief Joins the demo's strip with what does its steps: Git, the window, the cluster.
//!
//! GUI thread; what blocks runs on a pool of one thread, which is waited for at the end.
class DemoTour : public QObject
{
    Q_OBJECT

public:
    //! Neither is owned; both outlive this.
    DemoTour(Application& application, Demo& demo);

    DemoStory& story() { return m_story; }
    //! Lets the demo's cluster misbehave, or no longer.
    void choose(DemoFault fault, bool on);

private:
    void doStep(int step);
    void push();
    void showDiff();
    void sync();
    void scale();
    void readUpgrade();
    void onShown();
    void complain(const Error& error);

    Application& m_application;
    Demo& m_demo;
    DemoStory m_story;
    DemoStrip* m_strip; // the window's
    bool m_confirmNext = false; // the plan that comes is to be run
    QThreadPool m_pool; // waits for its job when it goes
};

} // namespace tour
} // namespace cauce
