#include "ui/pages/firststartpage.h"

#include "core/base/text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

QWidget* makeCard(QPushButton* open)
{
    auto* card = new Surface;
    auto* layout = new QVBoxLayout(card);
    setSpacing(*layout, 21, 20, 21, 20, 6);
    auto* about = new Label(FirstStartPage::tr("https, ssh or a folder on this machine, and a "
                                               "context of your kubeconfig."),
                            Label::Type::Body, &Tokens::secondary);
    about->setWordWrap(true);
    layout->addWidget(new Label(FirstStartPage::tr("Open a repository"), Label::Type::Heading));
    layout->addWidget(about);
    layout->addSpacing(px(8));
    layout->addWidget(open, 0, Qt::AlignLeft);
    return card;
}

} // namespace

FirstStartPage::FirstStartPage(QWidget* parent)
    : QWidget(parent)
    , m_found(new Label({}, Label::Type::Body, &Tokens::secondary))
    , m_problem(new Label)
{
    auto* bar = new Surface(Surface::Edge::Bottom);
    bar->setFixedHeight(px(48));
    auto* barBox = new QHBoxLayout(bar);
    setSpacing(*barBox, 16, 0, 16, 0, 0);
    barBox->addWidget(new Label(u"Cauce"_s, Label::Type::Heading));
    m_topBar = bar;

    auto* headline = new Label(tr("What is in Git goes to the cluster"), Label::Type::Title);
    headline->setFont(theme().title(27));
    headline->setAlignment(Qt::AlignCenter);
    auto* lead = new Label(tr("Open a repository with Argo CD applications and choose a cluster. "
                              "Cauce shows what differs before anything changes, and never writes "
                              "to Git on its own."),
                           Label::Type::Body, &Tokens::secondary);
    lead->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    lead->setWordWrap(true);
    auto* open = makeButton(tr("Open repository…"), ButtonKind::Primary);
    open->setObjectName(u"open"_s);
    m_found->setAlignment(Qt::AlignCenter);
    m_found->setWordWrap(true);
    m_problem->setTone(Tone::Bad);
    m_problem->setWordWrap(true);
    m_problem->setAlignment(Qt::AlignCenter);
    m_problem->hide();

    // A column of fixed width: text that wraps is then as high as it needs to be.
    auto* column = new QWidget;
    column->setFixedWidth(px(560));
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addStretch(4);
    layout->addWidget(headline);
    layout->addSpacing(px(18));
    layout->addWidget(lead);
    layout->addSpacing(px(24));
    layout->addWidget(makeCard(open));
    layout->addSpacing(px(24));
    layout->addWidget(m_found);
    layout->addSpacing(px(12));
    layout->addWidget(m_problem);
    layout->addStretch(4);
    auto* page = new QHBoxLayout(this);
    page->addStretch(1);
    page->addWidget(column);
    page->addStretch(1);
    connect(open, &QPushButton::clicked, this, &FirstStartPage::openPressed);
}

void FirstStartPage::setFound(const QString& words)
{
    m_found->setText(words);
}

void FirstStartPage::setProblem(const QString& words)
{
    m_problem->setText(text::plain(words));
    m_problem->setVisible(!words.isEmpty());
}

} // namespace cauce
