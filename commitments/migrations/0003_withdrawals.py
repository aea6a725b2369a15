import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from commitments.migrations._append_only import protect


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BlobWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('withdrawn_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('blob', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='commitments.blob')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawn_blobs', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-withdrawn_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='blobwithdrawal_has_a_reason')],
            },
        ),
        protect('blobwithdrawal'),
    ]
