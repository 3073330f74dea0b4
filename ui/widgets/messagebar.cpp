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

//! The technical text, as high as it needs to be and hidden until it is asked for.
QWidget* makeDetails(const QString& text)
{
    auto* frame = new QWidget;
    auto* details = new QPlainTextEdit(text);
    details->setReadOnly(true);
    details->setTabChangesFocus(true);
    details->setFont(theme().code());
    details->setAccessibleName(MessageBar::tr("Details"));
    const int lines = std::clamp(int(text.count(u'\n') + 1 + text.size() / 150), 1, 6);
    details->setFixedHeight(lines * details->fontMetrics().lineSpacing() + px(16));
    auto* layout = new QVBoxLayout(frame);
    setSpacing(*layout, 0, 0, 0, 10, 0);
    layout->addWidget(details);
    frame->hide();
    return frame;
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
    title->setElided(Qt::ElideMiddle);
    auto* text = new Label(notice.text, Label::Type::Body, &Tokens::text);
    text->setWordWrap(true);
    row->setAccessibleName(notice.title % u". "_s % notice.text);
    auto* words = new QVBoxLayout;
    setSpacing(*words, 0, 7, 0, 7, 0);
    words->addWidget(title);
    words->addWidget(text);
    auto* layout = new QHBoxLayout;
    setSpacing(*layout, 16, 0, 12, 0, 10);
    layout->addWidget(symbol, 0, Qt::AlignVCenter);
    layout->addLayout(words, 1);
    auto* whole = new QVBoxLayout(row);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addLayout(layout);
    if (!notice.details.isEmpty()) {
        QWidget* details = makeDetails(notice.details);
        auto* detailsBox = new QHBoxLayout;
        setSpacing(*detailsBox, 42, 0, 16, 0, 0);
        detailsBox->addWidget(details);
        whole->addLayout(detailsBox);
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
    close->setToolTip(tr("Dismiss"));
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
