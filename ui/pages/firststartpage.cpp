#include "ui/pages/firststartpage.h"

#include "core/base/text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

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
    lead->setFixedWidth(px(520));
    auto* card = new Surface;
    card->setFixedWidth(px(420));
    auto* cardBox = new QVBoxLayout(card);
    setSpacing(*cardBox, 21, 20, 21, 20, 6);
    auto* about = new Label(tr("https, ssh or a folder on this machine, and a context of your "
                               "kubeconfig."),
                            Label::Type::Body, &Tokens::secondary);
    about->setWordWrap(true);
    auto* open = makeButton(tr("Open repository…"), ButtonKind::Primary);
    open->setObjectName(u"open"_s);
    cardBox->addWidget(new Label(tr("Open a repository"), Label::Type::Heading));
    cardBox->addWidget(about);
    cardBox->addSpacing(px(8));
    cardBox->addWidget(open, 0, Qt::AlignLeft);
    m_problem->setTone(Tone::Bad);
    m_problem->setWordWrap(true);
    m_problem->setAlignment(Qt::AlignCenter);
    m_problem->setFixedWidth(px(640));
    m_problem->hide();

    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(0);
    layout->addStretch(4);
    layout->addWidget(headline);
    layout->addSpacing(px(18));
    layout->addWidget(lead, 0, Qt::AlignHCenter);
    layout->addSpacing(px(24));
    layout->addWidget(card, 0, Qt::AlignHCenter);
    layout->addSpacing(px(24));
    layout->addWidget(m_found, 0, Qt::AlignHCenter);
    layout->addSpacing(px(12));
    layout->addWidget(m_problem, 0, Qt::AlignHCenter);
    layout->addStretch(4);
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
