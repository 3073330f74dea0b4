#pragma once

#include "models/store.h"
#include "ui/widgets/controls.h"

namespace cauce {

class Label;

//! \brief The line at the bottom: cluster, Git, automation; each says when it is not live.
class StatusBar : public Surface
{
    Q_OBJECT

public:
    explicit StatusBar(Store& store, QWidget* parent = nullptr);

signals:
    void automationPressed();

private:
    void refresh();

    Store& m_store;
    SymbolLabel* m_dot;
    Label* m_cluster;
    Label* m_git;
    Label* m_commit;
    Label* m_polled;
    QPushButton* m_automation;
};

} // namespace cauce
