#pragma once

#include "models/demostory.h"

#include <QMenu>
#include <QWidget>

class QPushButton;

namespace cauce {

class Label;

//! What the demo's cluster can be told to do wrong; app/tour knows how.
enum class DemoFault {
    Latency,
    SlowLists,
    CutConnections,
    ForbiddenDeployments,
    ForbiddenSecrets,
    SilentWatches,
    Flood, //!< once, not a state
    Count
};

//! \brief The demo's line above the page: what to do next, its button, and the command that does
//! the same in a terminal.
//!
//! Shows a DemoStory; does nothing itself.
class DemoStrip : public QWidget
{
    Q_OBJECT

public:
    explicit DemoStrip(DemoStory& story, QWidget* parent = nullptr);

    //! While a step is being done its button waits; the next change of the story frees it.
    void setBusy(bool busy);
    void popUpFaults(); //!< the hidden menu

signals:
    void stepPressed(int step); //!< a DemoStory::Step, or StepCount: once more
    void faultChosen(cauce::DemoFault fault, bool on);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    void makeFaults();

    DemoStory& m_story;
    int m_shown = 0; // the step that is looked at, which "Back" moves
    int m_known = -1; // the story's step when last refreshed
    bool m_busy = false;
    QWidget* m_progress;
    Label* m_sentence;
    Label* m_command;
    QPushButton* m_copy;
    QPushButton* m_back;
    QPushButton* m_act;
    QMenu m_faults {this};
};

} // namespace cauce
