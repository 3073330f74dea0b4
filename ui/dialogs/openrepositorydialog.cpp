#include "ui/dialogs/openrepositorydialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"

#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

bool looksLikeRepository(const QString& text)
{
    static const QRegularExpression url(u"^(https?|ssh|file)://[^\\s]+$"_s);
    static const QRegularExpression scp(u"^[^\\s/@:]+@[^\\s/:]+:[^\\s]+$"_s);
    return url.match(text).hasMatch() || scp.match(text).hasMatch() || QFileInfo(text).isDir();
}

bool hasPassword(const QString& text)
{
    static const QRegularExpression password(u"^[a-z]+://[^/@\\s]*:[^/@\\s]+@"_s);
    return password.match(text).hasMatch();
}

QString expandedHome(const QString& path)
{
    return path.startsWith(u"~/"_s) ? QDir::homePath() + path.mid(1) : path;
}

} // namespace

OpenRepositoryDialog::OpenRepositoryDialog(const QStringList& contexts, const QString& current,
                                           const QStringList& taken, QWidget* parent)
    : QDialog(parent)
    , m_taken(taken)
    , m_repo(new QLineEdit)
    , m_revision(new QLineEdit(u"HEAD"_s))
    , m_path(new QLineEdit)
    , m_context(new QComboBox)
    , m_kubeconfig(new QLineEdit)
    , m_poll(new QSpinBox)
    , m_name(new QLineEdit)
    , m_problem(new Label)
    , m_open(makeButton(tr("Open"), ButtonKind::Primary))
{
    setWindowTitle(tr("Open a repository"));
    m_repo->setObjectName(u"repo"_s);
    m_repo->setPlaceholderText(u"git@github.com:acme/gitops.git"_s);
    m_path->setObjectName(u"path"_s);
    m_path->setPlaceholderText(u"clusters/k3s"_s);
    m_kubeconfig->setPlaceholderText(tr("as kubectl finds it"));
    m_context->setEditable(true);
    m_context->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_context->addItems(contexts);
    m_context->setCurrentText(current);
    m_poll->setRange(10, 86'400);
    m_poll->setValue(180);
    m_poll->setSuffix(u" s"_s);
    QFormLayout* form = makeForm();
    m_problem->setTone(Tone::Bad);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(px(38));
    m_problem->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_open->setDefault(true);
    m_open->setObjectName(u"openButton"_s);
    auto* cancel = makeButton(tr("Cancel"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(8));
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_open);
    auto* lead = new Label(tr("Cauce reads the repository and compares it with the cluster. It "
                              "writes nothing until you sync."),
                           Label::Type::Body, &Tokens::secondary);
    lead->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    setSpacing(*layout, 24, 20, 24, 18, 12);
    layout->addWidget(new Label(tr("Open a repository"), Label::Type::Heading));
    layout->addWidget(lead);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);
    resize(px(560), sizeHint().height());

    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_open, &QPushButton::clicked, this, &OpenRepositoryDialog::accept);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameIsOurs = false; });
    connect(m_repo, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (m_nameIsOurs)
            m_name->setText(nameFor(text));
    });
    for (QLineEdit* field : {m_repo, m_revision, m_path, m_kubeconfig, m_name})
        connect(field, &QLineEdit::textChanged, this, &OpenRepositoryDialog::validate);
    validate();
}

QFormLayout* OpenRepositoryDialog::makeForm()
{
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(px(16));
    form->setVerticalSpacing(px(10));
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    const auto row = [form](const QString& words, QWidget* field) {
        auto* label = new Label(words, Label::Type::Body, &Tokens::secondary);
        label->setBuddy(field);
        field->setAccessibleName(words);
        form->addRow(label, field);
    };
    row(tr("Repository"), m_repo);
    row(tr("Revision"), m_revision);
    row(tr("Path of applications"), m_path);
    row(tr("Kube context"), m_context);
    row(tr("Kubeconfig"), m_kubeconfig);
    row(tr("Ask Git every"), m_poll);
    row(tr("Name"), m_name);
    return form;
}

QString OpenRepositoryDialog::nameFor(const QString& repoUrl) const
{
    QString name
        = repoUrl.section(QRegularExpression(u"[/:]"_s), -1, -1, QString::SectionSkipEmpty);
    if (name.endsWith(u".git"_s))
        name.chop(4);
    name = name.toLower().replace(QRegularExpression(u"[^a-z0-9.-]+"_s), u"-"_s).left(40);
    if (name.isEmpty())
        return {};
    QString free = name;
    for (int i = 2; m_taken.contains(free); ++i)
        free = name % u'-' % QString::number(i);
    return free;
}

QString OpenRepositoryDialog::problem() const
{
    static const QRegularExpression name(u"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"_s);
    const QString repo = expandedHome(m_repo->text().trimmed());
    if (repo.isEmpty())
        return tr("Say which repository: an https or ssh address, or a folder.");
    if (hasPassword(repo))
        return tr(
            "Leave the password out of the address: git's credential helper is asked for it.");
    if (!looksLikeRepository(repo))
        return tr("This is neither an address (https://, ssh://, git@host:path) nor a folder.");
    if (m_path->text().contains(u".."_s) || m_path->text().startsWith(u'/'))
        return tr("The path is below the repository's root, without “..”.");
    const QString kubeconfig = expandedHome(m_kubeconfig->text().trimmed());
    if (!kubeconfig.isEmpty() && !QFileInfo(kubeconfig).isFile())
        return tr("There is no kubeconfig file of that name.");
    if (!name.match(m_name->text()).hasMatch())
        return tr("The name may have lower-case letters, digits, “-” and “.”.");
    if (m_taken.contains(m_name->text()))
        return tr("A workspace of that name exists already.");
    return {};
}

void OpenRepositoryDialog::validate()
{
    const QString words = problem();
    // An empty form is not wrong yet.
    m_problem->setText(m_repo->text().isEmpty() ? QString() : words);
    m_open->setEnabled(words.isEmpty());
}

Workspace OpenRepositoryDialog::workspace() const
{
    Workspace w;
    w.name = m_name->text();
    w.repoUrl = expandedHome(m_repo->text().trimmed());
    w.revision = m_revision->text().trimmed().isEmpty() ? u"HEAD"_s : m_revision->text().trimmed();
    w.path = m_path->text().trimmed();
    w.context = m_context->currentText().trimmed();
    w.kubeconfig = expandedHome(m_kubeconfig->text().trimmed());
    w.pollSeconds = m_poll->value();
    return w;
}

void OpenRepositoryDialog::accept()
{
    if (problem().isEmpty())
        QDialog::accept();
}

} // namespace cauce
