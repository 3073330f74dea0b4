#include "ui/panels/diffcard.h"

#include "models/format.h"
#include "ui/panels/diffview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

constexpr int kMostCards = 20;

QString titleOfObject(const object::ResourceKey& key)
{
    const QString place = key.nameSpace.isEmpty() ? key.name : key.nameSpace % u'/' % key.name;
    return format::line(key.kind % u' ' % place);
}

QString emptyNote(const DiffDocument& document)
{
    if (!document.object.error.message.isEmpty())
        return format::line(document.object.error.message);
    const bool known = document.object.live || document.object.desired;
    if (document.object.change == diff::Change::Prune && !document.object.live)
        return DiffCard::tr("It is deleted. Its content is not at hand here.");
    return known ? DiffCard::tr("The texts are equal.") : DiffCard::tr("There is no text of it.");
}

} // namespace

DiffCard::DiffCard(const QString& direction, bool controls, QWidget* parent)
    : Surface(Edge::Card, parent)
    , m_title(new Label({}, Label::Type::Strong))
    , m_version(new Label({}, Label::Type::Small, &Tokens::secondary))
    , m_left(new Label({}, Label::Type::Body, &Tokens::secondary))
    , m_note(new Label({}, Label::Type::Body, &Tokens::secondary))
    , m_view(new DiffView)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    m_title->setElided(Qt::ElideMiddle);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(px(14), px(8), px(14), px(8));
    auto* header = new QHBoxLayout;
    setSpacing(*header, 14, 8, 14, 8, 10);
    header->addWidget(m_title, 0);
    header->addWidget(m_version, 0);
    header->addStretch(1);
    header->addWidget(new Label(direction, Label::Type::Body, &Tokens::secondary));
    if (controls) {
        m_mode = makeButton(tr("Side by side"));
        m_mode->setCheckable(true);
        auto* copy = makeButton(tr("Copy patch"));
        header->addWidget(m_mode);
        header->addWidget(copy);
        connect(m_mode, &QPushButton::toggled, this, &DiffCard::setSideBySide);
        connect(copy, &QPushButton::clicked, this,
                [this] { QGuiApplication::clipboard()->setText(patch()); });
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addLayout(header);
    layout->addWidget(m_note);
    layout->addWidget(m_view);
    m_left->setContentsMargins(px(14), px(8), px(14), px(8));
    m_rule = new Surface(Edge::Top);
    m_rule->setFixedHeight(1);
    layout->addWidget(m_rule);
    layout->addWidget(m_left);
}

void DiffCard::setDocument(const DiffDocumentPtr& document, const QDateTime& now)
{
    m_document = document;
    setVisible(document != nullptr);
    m_view->setDocument(document, now);
    m_view->setVisible(document && !document->lines.hunks.isEmpty());
    m_note->setVisible(document && document->lines.hunks.isEmpty());
    if (!document) {
        m_title->setText({});
        m_version->setText({});
        m_left->hide();
        m_rule->hide();
        return;
    }
    m_title->setText(titleOfObject(document->object.key));
    m_version->setText(format::line(document->object.type.apiVersion()));
    m_note->setText(emptyNote(*document));
    const int above = document->lines.unchangedAbove;
    const int below = document->lines.unchangedBelow;
    m_left->setVisible(above + below > 0 && !document->lines.hunks.isEmpty());
    m_rule->setVisible(m_left->isVisibleTo(this));
    m_left->setText(tr("%n unchanged line(s) above, %1 below", "", above).arg(below));
    updateGeometry();
}

void DiffCard::setSideBySide(bool on)
{
    if (m_sideBySide == on)
        return;
    m_sideBySide = on;
    m_view->setSideBySide(on);
    if (m_mode) {
        m_mode->setChecked(on);
        m_mode->setText(on ? tr("Inline") : tr("Side by side"));
    }
}

QString DiffCard::patch() const
{
    if (!m_document)
        return {};
    const QString name = m_document->object.key.toString();
    return u"--- live "_s % name % u"\n+++ desired "_s % name % u'\n'
        % diff::unified(m_document->lines);
}

DiffCards::DiffCards(const QString& direction, QWidget* parent)
    : QWidget(parent)
    , m_direction(direction)
    , m_more(new Label({}, Label::Type::Body, &Tokens::secondary))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(px(12));
    layout->addWidget(m_more);
    layout->addStretch(1);
    m_more->hide();
}

void DiffCards::setDocuments(const DiffDocumentsPtr& documents, const QDateTime& now)
{
    const int all = documents ? int(documents->documents.size()) : 0;
    const int shown = std::min(all, kMostCards);
    auto* box = static_cast<QVBoxLayout*>(layout());
    while (m_cards.size() > shown)
        delete m_cards.takeLast();
    while (m_cards.size() < shown) {
        auto* card = new DiffCard(m_direction, false);
        card->view().setMaximumContent(px(420));
        box->insertWidget(int(m_cards.size()), card);
        m_cards.append(card);
    }
    for (int i = 0; i < shown; ++i)
        m_cards.at(i)->setDocument(documents->documents.at(i), now);
    m_more->setVisible(all > shown);
    m_more->setText(tr("%n more object(s) not shown here", "", all - shown));
}

} // namespace cauce
