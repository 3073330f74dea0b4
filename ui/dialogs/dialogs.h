#pragma once

#include <QDialog>
#include <QTimer>

class QBoxLayout;
class QPushButton;

namespace cauce {

class Label;

//! \brief A question with its consequence: what will happen, perhaps a technical text, two buttons.
//!
//! Cancel is the default. The other button works half a second after the dialog appears, so that a
//! key meant for something else does not press it.
class ConfirmDialog : public QDialog
{
    Q_OBJECT

public:
    struct Question
    {
        QString title;
        QString text; //!< translated; what others wrote belongs into code
        QString code; //!< shown in monospace: a command, a fingerprint; may be empty
        QString button; //!< a verb
        bool danger = false;
    };
    explicit ConfirmDialog(const Question& question, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QPushButton* m_yes;
    QTimer m_guard {this};
};

//! The sheet of all keys.
class HelpSheet : public QDialog
{
    Q_OBJECT

public:
    explicit HelpSheet(QWidget* parent = nullptr);
};

} // namespace cauce
