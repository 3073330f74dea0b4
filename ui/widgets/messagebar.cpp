#include "ui/widgets/messagebar.h"

#include "ui/theme/icons.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"

#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

QString actionText(Notice::Action action)
{
    switch (action) {
    case Notice::Action::Retry:
        return MessageBar::tr("Retry");
    case Notice::Action::TrustHostKey:
        return MessageBar::tr("Trust host key…");
    case Notice::Action::AllowPlugin:
        return MessageBar::tr("Look at the command…");
    case Notice::Action::None:
        break;
    }
    return {};
}

Tone toneOf(Notice::Severity severity)
{
    return severity == Notice::Severity::Error  ? Tone::Bad
        : severity == Notice::Severity::Warning ? Tone::Warning
                                                : Tone::Running;
}

Glyph glyphOf(Notice::Severity severity)
{
    return severity == Notice::Severity::Error ? Glyph::DiscCross : Glyph::Warning;
}

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    hide();
}

void MessageBar::put(const QString& topic, const Notice& notice)
{
    Shown& shown = m_notices[topic];
    if (shown.notice == notice && (shown.row || shown.dismissed))
        return;
    delete shown.row;
    shown = {notice, makeRow(topic, notice), false};
    m_layout->addWidget(shown.row);
    QWidget::show();
}

void MessageBar::clear(const QString& topic)
{
    const auto it = m_notices.find(topic);
    if (it == m_notices.end())
        return;
    if (it->row)
        it->row->deleteLater();
    m_notices.erase(it);
    setVisible(std::any_of(m_notices.cbegin(), m_notices.cend(),
                           [](const Shown& s) { return s.row != nullptr; }));
}

QWidget* MessageBar::makeRow(const QString& topic, const Notice& notice)
{
    auto* row = new Surface(Surface::Edge::Bottom);
    row->setTone(toneOf(notice.severity));
    row->setObjectName(u"notice."_s + topic);
    auto* symbol = new SymbolLabel(16);
    symbol->setMark(glyphOf(notice.severity), toneOf(notice.severity));
    auto* title = new Label(notice.title, Label::Type::Strong);
    auto* text = new Label(notice.text, Label::Type::Body, &Tokens::text);
    text->setWordWrap(true);
    auto* details = new QPlainTextEdit(notice.details);
    details->setReadOnly(true);
    details->setFont(theme().code());
    details->setFixedHeight(px(76));
    details->hide();
    auto* words = new QVBoxLayout;
    setSpacing(*words, 0, 8, 0, 8, 2);
    words->addWidget(title);
    words->addWidget(text);
    words->addWidget(details);
    auto* layout = new QHBoxLayout(row);
    setSpacing(*layout, 16, 0, 12, 0, 10);
    layout->addWidget(symbol, 0, Qt::AlignVCenter);
    layout->addLayout(words, 1);
    if (!notice.details.isEmpty()) {
        auto* more = makeButton(tr("Details"));
        more->setCheckable(true);
        connect(more, &QPushButton::toggled, details, &QWidget::setVisible);
        layout->addWidget(more);
    }
    if (notice.action != Notice::Action::None) {
        auto* act = makeButton(actionText(notice.action));
        act->setObjectName(u"action"_s);
        const Notice::Action action = notice.action;
        const QString technical = notice.details;
        connect(act, &QPushButton::clicked, this,
                [this, topic, action, technical] { emit actionPressed(topic, action, technical); });
        layout->addWidget(act);
    }
    auto* close = makeButton(u"×"_s, ButtonKind::Flat);
    close->setAccessibleName(tr("Dismiss"));
    connect(close, &QPushButton::clicked, this, [this, topic] {
        Shown& shown = m_notices[topic];
        shown.dismissed = true;
        shown.row->deleteLater();
        shown.row = nullptr;
        setVisible(std::any_of(m_notices.cbegin(), m_notices.cend(),
                               [](const Shown& s) { return s.row != nullptr; }));
    });
    layout->addWidget(close);
    return row;
}

} // namespace cauce
