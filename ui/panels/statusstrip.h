#pragma once

#include "core/engine/appstate.h"
#include "ui/widgets/controls.h"

class QHBoxLayout;

namespace cauce {

class Label;

//! \brief The four cells above the tabs: health, sync, last sync, automation.
class StatusStrip : public Surface
{
    Q_OBJECT

public:
    explicit StatusStrip(QWidget* parent = nullptr);
    //! \param automation the switch of the workspace
    void setState(const AppState& state, bool automation, const QDateTime& now);

signals:
    void resumePressed();
    void automationPressed();
    void operationPressed(); //!< the last sync's result is wanted

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Cell
    {
        QWidget* box = nullptr;
        QHBoxLayout* line = nullptr;
        SymbolLabel* symbol = nullptr;
        Label* value = nullptr;
        Label* beside = nullptr;
        Label* commit = nullptr;
        Label* below = nullptr;
    };
    Cell makeCell(const QString& caption, int width, int stretch);
    void setHealth(const AppState& state, const QDateTime& now);
    void setSync(const AppState& state, const QDateTime& now);
    void setLastSync(const AppState& state, const QDateTime& now);
    void setAutomation(const AppState& state, bool automation);
    void shareRoom();

    Cell m_health;
    Cell m_sync;
    Cell m_last;
    Cell m_automation;
    ToggleSwitch* m_switch;
    QPushButton* m_resume;
    QPushButton* m_details;
};

} // namespace cauce
