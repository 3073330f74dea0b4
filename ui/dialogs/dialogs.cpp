#include "ui/dialogs/dialogs.h"

#include "core/base/text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"

#include <QGridLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce {

ConfirmDialog::ConfirmDialog(const Question& question, QWidget* parent)
    : QDialog(parent)
    , m_yes(makeButton(question.button, question.danger ? ButtonKind::Danger : ButtonKind::Primary))
{
    setWindowTitle(question.title);
    setModal(true);
    auto* title = new Label(question.title, Label::Type::Heading);
    title->setWordWrap(true);
    auto* text = new Label(question.text, Label::Type::Body, &Tokens::secondary);
    text->setWordWrap(true);
    text->setMinimumWidth(px(440));
    auto* layout = new QVBoxLayout(this);
    setSpacing(*layout, 20, 20, 20, 16, 10);
    layout->addWidget(title);
    layout->addWidget(text);
    if (!question.code.isEmpty()) {
        auto* code = new QPlainTextEdit(text::plain(question.code, 20'000));
        code->setObjectName(u"code"_s);
        code->setReadOnly(true);
        code->setFont(theme().code());
        code->setMinimumHeight(px(90));
        layout->addWidget(code, 1);
    }
    auto* no = makeButton(tr("Cancel"));
    no->setDefault(true);
    m_yes->setObjectName(u"yes"_s);
    m_yes->setEnabled(false);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(8));
    buttons->addStretch(1);
    buttons->addWidget(no);
    buttons->addWidget(m_yes);
    layout->addSpacing(px(6));
    layout->addLayout(buttons);
    m_guard.setSingleShot(true);
    m_guard.setInterval(500ms);
    connect(&m_guard, &QTimer::timeout, this, [this] { m_yes->setEnabled(true); });
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_yes, &QPushButton::clicked, this, &QDialog::accept);
}

void ConfirmDialog::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    m_guard.start();
}

HelpSheet::HelpSheet(QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keys"));
    const std::pair<QString, QString> keys[] {
        {u"/"_s, tr("Search")},
        {tr("Arrows"), tr("Move")},
        {tr("Enter"), tr("Open the application, the object's text, the rollback")},
        {tr("Tab"), tr("To the next part of the window")},
        {tr("Space"), tr("Press the button, choose the filter")},
        {tr("Esc"), tr("Back")},
        {u"1 – 4"_s, tr("Tabs: Diff, Tree, Resources, History")},
        {u"N"_s, tr("Next change")},
        {u"P"_s, tr("Previous change")},
        {u"D"_s, tr("Side by side or inline")},
        {u"S"_s, tr("Sync: shows the plan first")},
        {u"Ctrl+Enter"_s, tr("Run the plan shown, when it deletes nothing")},
        {u"R"_s, tr("Refresh")},
        {u"T"_s, tr("Tiles or table")},
        {u"Ctrl+C"_s, tr("Copy the row or the selection")},
        {u"?"_s, tr("This sheet")},
    };
    auto* layout = new QVBoxLayout(this);
    setSpacing(*layout, 24, 20, 24, 20, 12);
    layout->addWidget(new Label(tr("Keys"), Label::Type::Heading));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(px(16));
    grid->setVerticalSpacing(px(7));
    int row = 0;
    for (const auto& [key, words] : keys) {
        grid->addWidget(new KeyCap(key), row, 0, Qt::AlignLeft);
        grid->addWidget(new Label(words), row++, 1);
    }
    layout->addLayout(grid);
    auto* close = makeButton(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    layout->addWidget(close, 0, Qt::AlignRight);
}

} // namespace cauce
