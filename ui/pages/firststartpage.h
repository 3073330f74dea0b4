#pragma once

#include <QWidget>

namespace cauce {

class Label;

//! \brief No workspace yet: what the program is, and the way in.
class FirstStartPage : public QWidget
{
    Q_OBJECT

public:
    explicit FirstStartPage(QWidget* parent = nullptr);

    QWidget* topBar() const { return m_topBar; }
    //! What was found on this machine: "Found ~/.kube/config: 3 contexts".
    void setFound(const QString& words);
    //! A line for what went wrong with the workspace that was to be opened; empty hides it.
    void setProblem(const QString& words);

signals:
    void openPressed();

private:
    QWidget* m_topBar;
    Label* m_found;
    Label* m_problem;
};

} // namespace cauce
